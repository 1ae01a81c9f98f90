import { describe, expect, it } from '@jest/globals';
import { refindFallback } from '../../src/bootloaders/refind/fallback.ts';
import type { CheckState } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { MountFacts } from '../../src/core/facts-boot.ts';
import { binary, kernelFiles, root } from '../support/boot-facts.ts';
import { refindHost } from '../support/firmware-hosts.ts';
import { textFile } from '../support/sample-facts.ts';

const espGuid = '0d9f6a31-5c38-4a7e-9a0b-2f1c7e5d8b41';

/** rEFInd on an ESP at /efi; the kernel is in /boot, a folder of the root. */
function rootHost(initrds: string, { fs = {}, conf = '' }: { fs?: Partial<MountFacts>; conf?: string } = {}): Facts {
  const host = refindHost();
  const bootFs = { mount: '/', device: '/dev/nvme0n1p2', fstype: 'ext4', options: ['rw'], uuid: root, ...fs };
  return {
    ...host,
    boot: {
      ...host.boot,
      esp: host.boot.esp && { ...host.boot.esp, mount: '/efi' },
      bootMount: '/',
      bootFs,
      rootFs: bootFs,
      devices: [
        { path: '/dev/nvme0n1p1', partuuid: espGuid, fstype: 'vfat', label: 'EFI' },
        { path: bootFs.device, uuid: root, fstype: bootFs.fstype, label: 'arch', partuuid: 'AAAA' },
        { path: '/dev/sdb1', fstype: 'ext4', label: 'other' },
      ],
    },
    files: {
      ...kernelFiles,
      '/boot/amd-ucode.img': binary('cpio'),
      '/boot/refind_linux.conf': textFile(`"Boot" "root=UUID=${root} rw ${initrds}"\n`),
      '/efi/EFI/refind/refind_x64.efi': binary('pe', 270_000),
      '/efi/EFI/refind/refind.conf': textFile(`timeout 20\ndefault_selection vmlinuz\n${conf}`),
    },
  };
}

const states = (facts: Facts): Readonly<Record<string, CheckState>> =>
  Object.fromEntries(refindFallback(facts).map(({ id, state }) => [id.replace('boot.fallback.', ''), state]));

describe('initrd= beside a kernel that rEFInd found', () => {
  const both = String.raw`initrd=boot\amd-ucode.img initrd=boot\initramfs-linux.img`;
  const subvolume = { fstype: 'btrfs', options: ['rw', 'subvol=/@'] };

  it('begins at the root of the file system that holds the kernel', () => {
    expect(states(rootHost(both))).toMatchObject({ microcode: 'pass', initramfs: 'pass' });
    expect(states(rootHost(String.raw`initrd=boot\initramfs-gone.img`))).toMatchObject({ initramfs: 'fail' });
    const partition = rootHost('initrd=/initramfs-linux.img', { fs: { mount: '/boot' } });
    expect(states(partition)).toMatchObject({ initramfs: 'pass' });
  });
  it('names the subvolume on btrfs; without it, archxen does not know', () => {
    expect(states(rootHost(String.raw`initrd=@\boot\initramfs-linux.img`, { fs: subvolume }))).toMatchObject({ initramfs: 'pass' });
    expect(states(rootHost(String.raw`initrd=@\boot\initramfs-gone.img`, { fs: subvolume }))).toMatchObject({ initramfs: 'fail' });
    expect(states(rootHost(both, { fs: subvolume }))).toMatchObject({ microcode: 'unknown', initramfs: 'unknown' });
  });
  it('with %v is a name that only rEFInd knows', () => {
    const facts = rootHost(String.raw`initrd=boot\amd-ucode.img initrd=boot\initramfs-%v.img`);
    expect(states(facts)).toMatchObject({ microcode: 'pass', initramfs: 'unknown' });
    expect(Object.values(states(facts))).not.toContain('fail');
  });
});

describe('the volume of a stanza', () => {
  const stanza = (volume: string, folder = '/boot/') =>
    rootHost('', {
      conf: `default_selection Mine\nmenuentry Mine {\n${volume}\nloader ${folder}vmlinuz-linux\ninitrd ${folder}initramfs-linux.img\noptions "root=UUID=${root} rw"\n}\n`,
    });

  it.each([
    ['volume arch', 'pass'],
    ['volume "AAAA"', 'pass'],
    ['volume aaaa', 'pass'],
    ['volume EFI', 'fail'],
    ['', 'fail'],
    ['volume other', 'unknown'],
    ['volume "Arch Linux root"', 'unknown'],
  ] as const)('%j leads to the files, or archxen does not know: %s', (volume, state) => {
    expect(states(stanza(volume))).toMatchObject({ entry: 'pass', kernel: state, initramfs: state, root: 'pass' });
  });
  it('is not guessed when two have that label', () => {
    const facts = stanza('volume arch');
    const devices = [...facts.boot.devices, { path: '/dev/sdc1', label: 'Arch', fstype: 'ext4' }];
    expect(states({ ...facts, boot: { ...facts.boot, devices } })).toMatchObject({ kernel: 'unknown', initramfs: 'unknown' });
  });
});
