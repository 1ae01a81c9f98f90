import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { parseModules, xenfsLine } from '../../src/facts/conflicts.ts';
import { parseKernelConfig, readKernels } from '../../src/facts/kernels.ts';
import { parseMemInfo } from '../../src/facts/memory.ts';
import { makeNotes } from '../../src/facts/notes.ts';
import { parseInstalled, parseUpgrades } from '../../src/facts/pacman.ts';
import { parseUnits } from '../../src/facts/units.ts';
import { isDom0, whyNotXl } from '../../src/facts/xen.ts';
import { repositoryEnabled } from '../../src/formats/pacman-conf.ts';
import { memorySystem, plant, treeOf } from '../../src/system/memory.ts';

describe('kernels', () => {
  it('reads y, m and everything else as n', () => {
    const config = parseKernelConfig('CONFIG_XEN=y\nCONFIG_XENFS=m\n# CONFIG_XEN_DOM0 is not set\nCONFIG_TUN="y"\n');
    expect([config['CONFIG_XEN'], config['CONFIG_XENFS'], config['CONFIG_XEN_DOM0'], config['CONFIG_TUN']]).toEqual(['y', 'm', 'n', 'n']);
  });

  it('takes the configuration from the running kernel, its folder or /boot, and images from kernel-install', async () => {
    const full = 'CONFIG_A=y\nCONFIG_B=y\nCONFIG_C=y\nCONFIG_D=y\nCONFIG_XEN_DOM0=y\n';
    const tree = treeOf({
      '/etc/machine-id': 'abc\n',
      '/usr/lib/modules/6.1-a/pkgbase': 'linux-a\n',
      '/usr/lib/modules/6.2-b/pkgbase': 'linux-b\n',
      '/usr/lib/modules/6.3-c/pkgbase': 'linux-lts\n',
      '/usr/lib/modules/6.0-old/extramodules': '',
      '/boot/config-linux-b': full,
      '/boot/config-linux-lts': 'CONFIG_XEN_DOM0=y\n',
      '/efi/abc/6.2-b/linux': 'x',
      '/efi/abc/6.2-b/initrd': 'x',
      '/boot/vmlinuz-linux-a': 'x',
    });
    plant(tree, '/proc/config.gz', { type: 'file', content: gzipSync(full), mode: 0o444, uid: 0, gid: 0 });
    const notes = makeNotes();
    const kernels = await readKernels(memorySystem(tree), notes, '6.1-a', '/efi');
    expect(kernels.map(({ name, image, initramfs, configSource, running }) => [name, image, initramfs, configSource, running])).toEqual([
      ['linux-a', '/boot/vmlinuz-linux-a', undefined, '/proc/config.gz', true],
      ['linux-b', '/efi/abc/6.2-b/linux', '/efi/abc/6.2-b/initrd', '/boot/config-linux-b', false],
      ['linux-lts', undefined, undefined, undefined, false],
    ]);
    expect(notes.all().map(({ fact }) => fact)).toEqual(['kernels.linux-lts.config']);
  });
});

describe('pacman', () => {
  it('knows a repository that is switched on from one that is a comment', () => {
    expect(repositoryEnabled('[core]\nInclude = a\n#[multilib]\n#Include = a\n', 'multilib')).toBe(false);
    expect(repositoryEnabled('[core]\n  [multilib]\nInclude = a\n', 'multilib')).toBe(true);
    // pacman.conf(5): comments cannot begin in the middle of a line, so this is no section.
    expect(repositoryEnabled('[multilib] # wine\nInclude = a\n', 'multilib')).toBe(false);
    expect(repositoryEnabled('[multilib-testing]\nInclude = a\n', 'multilib')).toBe(false);
  });

  it('reads packages and upgrades, without those that are ignored', () => {
    expect(parseInstalled('linux 6.18.2.arch1-1\nzlib 1:1.3.1-2\n\n')).toEqual({ linux: '6.18.2.arch1-1', zlib: '1:1.3.1-2' });
    expect(parseUpgrades('curl 8.17.0-2 -> 8.18.0-1\nlinux 6.18.2-1 -> 6.18.3-1 [ignored]\n')).toEqual(['curl']);
  });
});

describe('units', () => {
  const block = (id: string, load: string): string => `Id=${id}\nLoadState=${load}\nActiveState=inactive\nUnitFileState=\n`;

  it('are named as asked for, though an alias answers with its own name', () => {
    expect(
      parseUnits(`${block('ssh.service', 'loaded')}\n${block('xenstored.service', 'not-found')}`, ['sshd.service', 'xenstored.service']),
    ).toEqual({
      'sshd.service': { load: 'loaded', enabled: '', active: 'inactive' },
      'xenstored.service': { load: 'not-found', enabled: '', active: 'inactive' },
    });
  });

  it('are named by themselves when one is missing from the answer', () => {
    expect(Object.keys(parseUnits(block('b.service', 'loaded'), ['a.service', 'b.service']))).toEqual(['b.service']);
    expect(parseUnits('', ['a.service'])).toEqual({});
  });
});

describe('other hypervisors', () => {
  it('are told by modules with their users', () => {
    expect(parseModules('vboxdrv 704512 2 vboxnetadp,vboxnetflt, Live 0x0 (OE)\n')).toEqual([{ name: 'vboxdrv', users: 2 }]);
  });

  it('finds the xenfs line of fstab, but not in a comment', () => {
    expect(xenfsLine('# none /proc/xen xenfs defaults 0 0\n/dev/a / ext4 rw 0 1\n')).toBeUndefined();
    expect(xenfsLine('none /proc/xen xenfs defaults 0 0\n')).toBe('none /proc/xen xenfs defaults 0 0');
  });
});

describe('dom0', () => {
  it('is told by control_d, or by the feature bit where /proc/xen is not mounted', () => {
    expect(isDom0('control_d\n', undefined)).toBe(true);
    expect(isDom0('', undefined)).toBe(false);
    expect(isDom0(undefined, '000228f0')).toBe(true);
    expect(isDom0(undefined, '000020f0')).toBe(false);
    expect(isDom0(undefined, undefined)).toBe(false);
  });

  it('asks xl only where xl can answer', () => {
    const unit = (active: string) => ({ 'xenstored.service': { load: 'loaded', enabled: 'enabled', active } });
    expect(whyNotXl('control_d\n', unit('active'))).toBeUndefined();
    expect(whyNotXl('control_d\n', unit('failed'))).toBe('xenstored is failed, so xl would wait for ever');
    expect(whyNotXl('control_d\n', {})).toContain('not known to systemd');
    expect(whyNotXl(undefined, unit('active'))).toContain('/proc/xen is not mounted');
  });
});

describe('memory', () => {
  it('is in MiB', () => {
    expect(parseMemInfo('MemTotal:       16264396 kB\nMemAvailable:   14713004 kB\n')).toEqual({ totalMiB: 15883, availableMiB: 14368 });
  });
});
