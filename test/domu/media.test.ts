import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { checksumFiles, checksumOf } from '../../src/domu/media/checksums.ts';
import { isoSystem } from '../../src/domu/media/iso-systems.ts';
import type { IsoMedium } from '../../src/domu/media/medium.ts';
import { readMedia, readMedium } from '../../src/facts/media.ts';
import { parseIsoDirectory, parseIsoVolume } from '../../src/formats/iso9660.ts';
import { firstBytes } from '../../src/system/magic.ts';
import { memorySystem, plant, treeOf } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';

/** Made by bsdtar with label ARCH_202603 and Arch's paths; blkid says UUID 2026-11-24-11-28-37-00. */
const archLike = gunzipSync(readFileSync(new URL('../samples/arch-like.iso.gz', import.meta.url)));

const withFiles = (files: Readonly<Record<string, Uint8Array>>, texts: Readonly<Record<string, string>> = {}): System => {
  const tree = treeOf(texts);
  for (const [path, content] of Object.entries(files)) plant(tree, path, { type: 'file', content, mode: 0o644, uid: 0, gid: 0 });
  const sums: Readonly<Record<string, string>> = { sha256sum: 'a'.repeat(64), b2sum: 'b'.repeat(128), sha512sum: 'c'.repeat(128) };
  return memorySystem(tree, {
    run: async ([program = '', ...rest]) => ({ exit: 0, stdout: `${sums[program] ?? ''} *${rest.at(-1)}\n`, stderr: '', ended: 'exit' }),
  });
};

const iso = (more: Partial<IsoMedium>): IsoMedium => ({
  label: '',
  publisher: '',
  application: '',
  bytes: 1,
  uuid: undefined,
  udf: false,
  paths: [],
  ...more,
});

describe('an ISO', () => {
  it('is read without a mount: label, UUID as blkid prints it, size, and the paths that tell whose it is', async () => {
    const medium = await readMedium(withFiles({ '/a.iso': archLike }), '/a.iso');
    expect(medium).toMatchObject({
      kind: 'iso',
      iso: {
        label: 'ARCH_202603',
        uuid: '2026-11-24-11-28-37-00',
        bytes: archLike.length,
        paths: ['arch/boot/x86_64/vmlinuz-linux', 'arch/boot/x86_64/initramfs-linux.img'],
      },
    });
    if (medium.kind !== 'iso') throw new Error();
    expect(isoSystem(medium.iso)).toEqual({
      id: 'arch',
      name: 'Arch Linux',
      install: {
        kernel: 'arch/boot/x86_64/vmlinuz-linux',
        initramfs: 'arch/boot/x86_64/initramfs-linux.img',
        extra: 'archisobasedir=arch archisosearchuuid=2026-11-24-11-28-37-00 copytoram=n console=hvc0',
      },
    });
  });

  it.each<[string, Partial<IsoMedium>, string, boolean]>([
    [
      'Debian',
      { diskInfo: 'Debian GNU/Linux 13.1.0 "Trixie"', paths: ['install.amd/xen/vmlinuz', 'install.amd/xen/initrd.gz'] },
      'debian',
      true,
    ],
    ['Debian live, which has no kernel for Xen', { diskInfo: 'Debian GNU/Linux 13.1.0 Live' }, 'debian', false],
    ['Ubuntu', { label: 'Ubuntu-Server 26.04', diskInfo: 'Ubuntu-Server 26.04 LTS' }, 'other', false],
    ['Fedora', { label: 'Fedora-S-dvd-x86_64-43', paths: ['images/pxeboot/vmlinuz', 'images/pxeboot/initrd.img'] }, 'fedora', true],
    ['Alpine', { label: 'alpine-virt 3.23', paths: ['.alpine-release', 'boot/vmlinuz-virt', 'boot/initramfs-virt'] }, 'alpine', true],
    ['Windows', { label: 'CCCOMA_X64FRE_EN-US_DV9', publisher: 'MICROSOFT CORPORATION', udf: true }, 'windows', false],
    ['nothing known', { label: 'MEMTEST' }, 'other', false],
  ])('of %s is known by its content', (_, parts, id, installs) => {
    const system = isoSystem(iso(parts));
    expect(system.id).toBe(id);
    expect(system.install !== undefined).toBe(installs);
  });

  it('that is damaged in any way gives an answer, not an exception', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(archLike.length - 1), fc.nat(255)), { maxLength: 40 }),
        fc.nat(archLike.length),
        (pokes, length) => {
          const copy = Uint8Array.from(archLike.subarray(0, length));
          for (const [at, byte] of pokes) if (at < copy.length) copy[at] = byte;
          parseIsoVolume(copy.subarray(32768, 32768 + 16384));
          for (const sector of [16, 20, 25, 30]) parseIsoDirectory(copy.subarray(sector * 2048, (sector + 4) * 2048));
        },
      ),
    );
  });
});

describe('readMedium', () => {
  const qcow2 = Buffer.alloc(1024);
  qcow2.write('QFI\xfb', 0, 'latin1');
  qcow2.writeBigUInt64BE(3n * 2n ** 30n, 24);
  const vhd = Buffer.alloc(1024);
  vhd.write('conectix', 0, 'latin1');
  vhd.writeBigUInt64BE(2n * 2n ** 30n, 48);
  const rawDisk = Buffer.alloc(1024);
  rawDisk.writeUInt16LE(0xaa55, 510);

  it('tells images, kernels, trees and what is none of them apart', async () => {
    const system = withFiles(
      {
        '/a.qcow2': qcow2,
        '/a.vhd': vhd,
        '/a.img': rawDisk,
        '/vmlinuz': firstBytes('bzimage', '6.1'),
        '/text': Buffer.from('hello'),
        '/empty': new Uint8Array(),
      },
      {
        '/tree/etc/os-release': 'PRETTY_NAME="Arch Linux"\n',
        '/tree/boot/vmlinuz-linux': 'k',
        '/tree/boot/initramfs-linux.img': 'i',
        '/home/x': '',
      },
    );
    const medium = (path: string) => readMedium(system, path);
    expect(await medium('/a.qcow2')).toMatchObject({ kind: 'image', format: 'qcow2', virtualBytes: 3 * 2 ** 30 });
    expect(await medium('/a.vhd')).toMatchObject({ kind: 'image', format: 'vhd', virtualBytes: 2 * 2 ** 30 });
    expect(await medium('/a.img')).toMatchObject({ kind: 'image', format: 'raw', virtualBytes: 1024 });
    expect(await medium('/vmlinuz')).toEqual({ kind: 'kernel' });
    expect(await medium('/text')).toMatchObject({ kind: 'other' });
    expect(await medium('/empty')).toEqual({ kind: 'other', detail: 'an empty file' });
    expect(await medium('/nope')).toEqual({ kind: 'none' });
    expect(await medium('/tree')).toEqual({
      kind: 'tree',
      os: 'Arch Linux',
      kernel: '/tree/boot/vmlinuz-linux',
      initramfs: '/tree/boot/initramfs-linux.img',
    });
    expect(await medium('/home')).toMatchObject({ kind: 'other' });
  });

  it("computes the checksum when the publisher's file lies beside it", async () => {
    const sums = `${'a'.repeat(64)}  a.iso\n${'d'.repeat(64)}  b.iso\n`;
    const system = withFiles({ '/iso/a.iso': archLike, '/iso/b.iso': archLike }, { '/iso/sha256sums.txt': sums });
    expect((await readMedia(system, '/iso/a.iso')).checksum).toEqual({
      file: 'sha256sums.txt',
      algorithm: 'sha256',
      expected: 'a'.repeat(64),
      actual: 'a'.repeat(64),
    });
    expect((await readMedia(system, '/iso/b.iso')).checksum).toMatchObject({ expected: 'd'.repeat(64), actual: 'a'.repeat(64) });
    expect((await readMedia(withFiles({ '/a.iso': archLike }), '/a.iso')).checksum).toBeUndefined();
  });
});

describe('checksumOf', () => {
  const d64 = `${'0'.repeat(63)}f`;
  const d128 = `${'0'.repeat(127)}e`;
  it.each([
    ['coreutils', `${d64}  archlinux-x86_64.iso\n`, '/i/sha256sums.txt', '/i/archlinux-x86_64.iso', 'sha256sum', d64],
    ['binary mode', `${d64} *debian.iso\n`, '/i/SHA256SUMS', '/i/debian.iso', 'sha256sum', d64],
    ['SHA-512', `${d128}  debian.qcow2\n`, '/i/SHA512SUMS', '/i/debian.qcow2', 'sha512sum', d128],
    ['BLAKE2', `${d128}  arch.iso\n`, '/i/b2sums.txt', '/i/arch.iso', 'b2sum', d128],
    ['Fedora', `# Fedora.iso: 12 bytes\nSHA256 (Fedora.iso) = ${d64}\n`, '/i/Fedora-43-CHECKSUM', '/i/Fedora.iso', 'sha256sum', d64],
    ['a digest alone', `${d64}\n`, '/i/a.iso.sha256', '/i/a.iso', 'sha256sum', d64],
    ['in a directory', `${d64}  ./sub/a.iso\n`, '/i/sha256sums.txt', '/i/a.iso', 'sha256sum', d64],
  ])('reads %s', (_, text, file, image, program, digest) => {
    expect(checksumOf(text, file, image)).toEqual({ program, digest });
  });

  it('finds nothing for another file, nor in a text of another kind', () => {
    expect(checksumOf(`${d64}  other.iso\n`, '/i/sha256sums.txt', '/i/a.iso')).toBeUndefined();
    expect(checksumOf('<html>not found</html>', '/i/sha256sums.txt', '/i/a.iso')).toBeUndefined();
    expect(checksumFiles('/i/a.iso')).toContain('/i/a.iso.sha256');
  });
});
