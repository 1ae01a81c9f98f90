import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { ArchxenError } from '../../src/core/error.ts';
import { bootConfig } from '../../src/domu/finish/boot-config.ts';
import { finishedConfig, hasMedium } from '../../src/domu/finish/config.ts';
import { mountOptions, parseBlkid, parseSfdisk } from '../../src/domu/finish/disk-layout.ts';
import type { Installed } from '../../src/domu/finish/installed.ts';
import { lintXlCfg } from '../../src/domu/xl-lint.ts';
import { plant } from '../../src/system/memory.ts';
import type { RunResult, System } from '../../src/system/port.ts';
import { hostState } from '../support/recording.ts';
import { dom0Facts } from './dom0.ts';
import { testHost } from './host.ts';
import { said } from './programs.ts';

const disk = '/var/lib/xen/images/web.img';
const guest = `name = "web"
type = "pvh"
kernel = "/var/lib/xen/boot/web/vmlinuz-linux"
ramdisk = "/var/lib/xen/boot/web/initramfs-linux.img"
extra = "archisosearchuuid=x console=hvc0"
memory = 2048 # kept
disk = [ "format=raw, vdev=xvda, access=rw, target=${disk}", "format=raw, vdev=xvdb, access=ro, target=/iso/arch.iso" ]
`;
const sfdisk = JSON.stringify({
  partitiontable: {
    sectorsize: 512,
    partitions: [
      { start: 2048, size: 100, type: 'c12a' },
      { start: 104448, size: 507904, type: '0fc6' },
    ],
  },
});
const files: Readonly<Record<string, string>> = {
  '/etc/os-release': 'ID=arch\n',
  '/etc/mkinitcpio.conf': '',
  '/boot/vmlinuz-linux': 'kernel',
  '/boot/initramfs-linux.img': 'old',
};

/** A bzImage as far as its packing is told by it; read as text, it stays the same bytes. */
function packedKernel(magic: string): string {
  const bytes = Buffer.alloc(0x800);
  bytes.write('HdrS', 0x202);
  bytes[0x1f1] = 2;
  bytes.writeUInt32LE(0x40, 0x248);
  bytes.write(magic, 3 * 512 + 0x40, 'latin1');
  return bytes.toString('latin1');
}

/** A host with a stopped guest whose disk can be mounted: its files are there while it is. */
function host(inside = files, fileSystem = 'ext4') {
  const made = testHost();
  const disks = new Map(Object.entries(inside));
  const put = (path: string, text: string): void =>
    plant(made.tree, path, {
      type: 'file',
      content: Buffer.from(text, /vmlinuz/.test(path) ? 'latin1' : 'utf8'),
      mode: 0o644,
      uid: 0,
      gid: 0,
    });
  put('/etc/xen/web.cfg', guest);
  put(disk, 'a disk');
  put('/usr/bin/arch-chroot', '');
  put('/var/lib/xen/boot/web/vmlinuz-linux', 'installer');
  const below = (at: string): string[] => [...made.tree.keys()].filter((path) => path.startsWith(`${at}/`));
  const run = async (argv: readonly string[], options?: Parameters<System['run']>[1]): Promise<RunResult> => {
    const last = argv.at(-1) ?? '';
    switch (argv[0]) {
      case 'sfdisk':
        return said(sfdisk);
      case 'blkid':
        return said(argv.includes('53477376') ? `TYPE=${fileSystem}\nUUID=abc-1\n` : 'TYPE=vfat\nUUID=9\n');
      case 'mount':
        for (const [path, text] of disks) put(`${last}${inSubvolume(argv, path)}`, text);
        return said();
      case 'umount':
        if (below(last).length === 0) return said('', 32, 'not mounted');
        if (!last.endsWith('/look')) disks.clear();
        for (const path of below(last)) {
          const node = made.tree.get(path);
          if (node?.type === 'file' && !last.endsWith('/look')) disks.set(path.slice(last.length), Buffer.from(node.content).toString());
          made.tree.delete(path);
        }
        return said();
      case 'arch-chroot':
        put(`${argv[1]}/boot/initramfs-linux.img`, 'new');
        return said();
      default:
        return made.system.run(argv, options);
    }
  };
  const system: System = { ...made.system, run };
  const domu = (line: string, other: System = system) => made.domu(line, { system: other });
  const text = (): string => {
    const node = made.tree.get('/etc/xen/web.cfg');
    return node?.type === 'file' ? Buffer.from(node.content).toString() : '';
  };
  return { ...made, system, domu, disks, text };
}

describe('archxen domu finish', () => {
  it('does on the disk and in the configuration what the article has done by hand, and leaves no mount', async () => {
    const { domu, disks, text, tree } = host();
    const run = await domu('finish web --yes');
    expect(run.error).toBeUndefined();
    expect(disks.get('/etc/mkinitcpio.conf.d/xen-guest.conf')).toContain('MODULES+=(xen-blkfront xen-netfront xen-fbfront xen-kbdfront)');
    expect(disks.get('/boot/initramfs-linux.img')).toBe('new');
    expect(disks.get('/boot/grub.cfg')).toContain('linux /boot/vmlinuz-linux root=UUID=abc-1 rw console=hvc0');
    expect(text()).toBe(`name = "web"
type = "pvh"
kernel = "/usr/lib/xen/boot/pvhgrub"
memory = 2048 # kept
disk = [ "format=raw, vdev=xvda, access=rw, target=${disk}" ]
`);
    expect([...tree.keys()].filter((path) => /^\/run\/archxen\/(look|guests|mounts\/web)/.test(path))).toEqual([]);
    expect(run.text).toContain('mount -t ext4 -o loop,offset=53477376,sizelimit=260046848,nosuid,nodev');
    expect(run.text).toContain('WARN  mkinitcpio of web is run as root of this host');
  });

  it('that fails at its end goes all the way back: the old configuration, the old disk, no mount', async () => {
    const made = host();
    const before = hostState(made.tree);
    const full: System = {
      ...made.system,
      // The configuration comes from where it was staged, as it may have a password in it.
      copy: async (...all) => {
        if (all.includes('/etc/xen/web.cfg')) throw new ArchxenError('no-space', 'No space is left.');
        return made.system.copy(...all);
      },
    };
    expect((await made.domu('finish web --yes', full)).error).toMatchObject({ code: 'no-space' });
    expect(made.text()).toBe(guest);
    expect(made.disks.get('/boot/initramfs-linux.img')).toBe('old');
    expect(made.disks.has('/boot/grub.cfg')).toBe(false);
    expect([...made.tree.keys()].filter((path) => path.startsWith('/run/archxen/mounts/web'))).toEqual([]);
    expect(hostState(made.tree)).toEqual(before);
  });

  it('that is killed while the disk is mounted is taken back before the guest is started', async () => {
    const made = host();
    const killed: System = {
      ...made.system,
      run: (argv, options) => (argv[0] === 'arch-chroot' ? new Promise(() => undefined) : made.system.run(argv, options)),
    };
    // Nobody comes back from there: the process is gone.
    void made.domu('finish web --yes', killed);
    for (let turns = 0; turns < 500 && !made.tree.has('/run/archxen/mounts/web/etc/mkinitcpio.conf.d/xen-guest.conf'); turns += 1)
      await setImmediate();
    for (let turns = 0; turns < 50; turns += 1) await setImmediate();
    const next = hostOver(made);
    const { text, error } = await next.domu('start web');
    expect(error).toBeUndefined();
    expect(text).toContain('taken back first');
    expect([...made.tree.keys()].filter((path) => path.startsWith('/run/archxen/mounts/web'))).toEqual([]);
    expect(made.disks.has('/etc/mkinitcpio.conf.d/xen-guest.conf')).toBe(false);
  });

  it('copies kernel and initramfs out where no boot loader for such guests is installed', async () => {
    const { domu, text, tree, commands } = host();
    for (const path of [...tree.keys()]) if (/pvhgrub$/.test(path)) tree.delete(path);
    expect((await domu('finish web --yes')).error).toBeUndefined();
    expect(commands.filter((words) => words.startsWith('cp'))).toHaveLength(2);
    expect(text()).toContain('extra = "root=UUID=abc-1 rw console=hvc0"');
    expect(text()).not.toContain('arch.iso');
  });

  it('puts the configuration below the subvolume @ where GRUB of Xen looks', async () => {
    const { domu, tree, disks } = host(Object.fromEntries(Object.entries(files).map(([path, text]) => [`/@${path}`, text])), 'btrfs');
    expect((await domu('finish web --yes')).error).toBeUndefined();
    // The mount of the subvolume has no /@ above it.
    expect(disks.get('/boot/grub2/grub.cfg')).toContain('linux /@/boot/vmlinuz-linux root=UUID=abc-1 rootflags=subvol=@ rw');
    expect(disks.has('/boot/grub.cfg')).toBe(false);
    expect([...tree.keys()].filter((path) => path.startsWith('/run/archxen/mounts/web'))).toEqual([]);
  });

  const refusals: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    [
      'a /boot of its own',
      { ...files, '/etc/fstab': 'UUID=1 / ext4 rw 0 1\nUUID=2\t/boot\tvfat rw 0 2\n' },
      '/boot on a file system of its own',
    ],
    ['no kernel', { '/etc/os-release': 'ID=arch\n' }, 'There is no kernel in /boot'],
    ['no initramfs', { '/etc/os-release': 'ID=arch\n', '/boot/vmlinuz-linux': 'k' }, 'no initramfs for vmlinuz-linux'],
  ];
  it.each(refusals)('leaves a guest its installer that has %s', async (_, inside, words) => {
    const { domu, text, disks } = host(inside);
    const { error } = await domu('finish web --yes');
    expect(error).toMatchObject({
      code: 'guest-invalid',
      message: expect.stringContaining(words),
      hint: expect.stringContaining('installer'),
    });
    expect(text()).toBe(guest);
    expect(Object.fromEntries(disks)).toEqual(inside);
  });

  const ways: readonly (readonly [string, { readonly fileSystem?: string; readonly magic?: string; readonly pygrub?: boolean }, string])[] =
    [
      ['by pygrub where there is one', { pygrub: true, magic: '\x28\xb5\x2f\xfd' }, 'bootloader = "/usr/lib/xen/bin/pygrub"'],
      ['by copies where pvgrub64 cannot read its kernel', { magic: '\x28\xb5\x2f\xfd' }, 'kernel = "/var/lib/xen/boot/web/vmlinuz-linux"'],
      ['by pvgrub64 else', { magic: '\xfd7zXZ\0' }, 'kernel = "/usr/lib/xen/boot/pvgrub64"'],
      ['by pvgrub64 from xfs, which pygrub does not read', { pygrub: true, magic: '\x1f\x8b', fileSystem: 'xfs' }, 'boot/pvgrub64"'],
    ];
  it.each(ways)('starts a PV guest %s', async (_, { fileSystem = 'ext4', magic = '', pygrub = false }, words) => {
    const { domu, text, tree, disks } = host({ ...files, '/boot/vmlinuz-linux': packedKernel(magic) }, fileSystem);
    for (const path of [...tree.keys()]) if (!pygrub && /pygrub$/.test(path)) tree.delete(path);
    plant(tree, '/etc/xen/web.cfg', { type: 'file', content: Buffer.from(guest.replace('pvh', 'pv')), mode: 0o600, uid: 0, gid: 0 });
    expect((await domu('finish web --yes')).error).toBeUndefined();
    expect(text()).toContain(words);
    expect(text()).not.toContain('archisosearchuuid');
    expect([...disks.keys()].filter((path) => path.endsWith('grub.cfg'))).toEqual(
      words.includes('pygrub') ? ['/boot/grub/grub.cfg'] : words.includes('pvgrub64') ? ['/boot/grub.cfg'] : [],
    );
  });

  it('only takes the medium out of an HVM guest', async () => {
    const { domu, text, tree } = host();
    const hvm =
      'name = "web"\ntype = "hvm"\nboot = "dc"\ndisk = [ "/a.img,raw,xvda,rw", "format=raw, vdev=hdc, access=ro, devtype=cdrom, target=/w.iso" ]\n';
    plant(tree, '/etc/xen/web.cfg', { type: 'file', content: Buffer.from(hvm), mode: 0o600, uid: 0, gid: 0 });
    expect((await domu('finish web --yes')).error).toBeUndefined();
    expect(text()).toBe('name = "web"\ntype = "hvm"\nboot = "c"\ndisk = [ "/a.img,raw,xvda,rw" ]\n');
  });

  it('refuses a running guest and a disk that it cannot read', async () => {
    const one = host();
    one.running.add('web');
    expect((await one.domu('finish web --yes')).error).toMatchObject({ message: 'web is running.' });
    const two = host();
    plant(two.tree, disk, { type: 'file', content: Buffer.from('QFI\xfb', 'latin1'), mode: 0o644, uid: 0, gid: 0 });
    expect((await two.domu('finish web --yes')).error).toMatchObject({ message: expect.stringContaining('qcow2') });
    const three = host({ '/etc/fstab': '' });
    expect((await three.domu('finish web --yes')).error).toMatchObject({ message: expect.stringContaining('no Linux root') });
  });
});

/** Where a file of the disk is below a mount of the subvolume `@`. */
const inSubvolume = (argv: readonly string[], path: string): string =>
  argv.some((word) => word.endsWith(',subvol=@')) ? path.replace(/^\/@/, '') : path;

/** The same host in another process: no lock is held any more. */
const hostOver = (made: ReturnType<typeof host>) => {
  const other = testHost(dom0Facts, made.tree);
  const system: System = {
    ...other.system,
    run: (argv, options) =>
      /^(u?mount|arch-chroot)$/.test(argv[0] ?? '') ? made.system.run(argv, options) : other.system.run(argv, options),
  };
  return { domu: (line: string) => other.domu(line, { system }) };
};

describe('the pieces', () => {
  const found: Installed = {
    disk,
    root: { offset: 0, bytes: undefined, type: undefined },
    uuid: 'u-1',
    fileSystem: 'ext4',
    os: 'debian',
    subvolume: undefined,
    kernels: ['vmlinuz-6.1'],
    initramfs: ['initrd.img-6.1'],
    zstd: [],
    separateBoot: false,
    grub: '/boot/grub/grub.cfg',
    bootConfigs: {},
    mkinitcpio: false,
    modules: undefined,
    places: {},
  };

  it('hand over to a grub.cfg that the guest keeps itself, else name its kernel', () => {
    const grub = { by: 'kernel', path: '/usr/lib/xen/boot/pvhgrub' } as const;
    const pygrub = { by: 'bootloader', path: '/usr/bin/pygrub' } as const;
    expect(bootConfig(found, grub)).toMatchObject({
      path: '/boot/grub.cfg',
      text: expect.stringContaining('configfile /boot/grub/grub.cfg'),
    });
    expect(bootConfig({ ...found, grub: undefined }, grub)?.text).toContain('initrd /boot/initrd.img-6.1');
    expect(bootConfig({ ...found, grub: undefined, subvolume: '@' }, grub)?.text).toContain(
      'linux /@/boot/vmlinuz-6.1 root=UUID=u-1 rootflags=subvol=@ rw',
    );
    // What the boot loader finds by itself is left alone.
    expect(bootConfig(found, pygrub)).toBeUndefined();
    expect(bootConfig({ ...found, grub: '/boot/grub2/grub.cfg', subvolume: '@' }, grub)).toBeUndefined();
  });

  it('read partition tables and file systems', () => {
    expect(parseSfdisk(sfdisk)[1]).toEqual({ offset: 53477376, bytes: 260046848, type: '0FC6' });
    expect(parseSfdisk('')).toEqual([{ offset: 0, bytes: undefined, type: undefined }]);
    expect(parseBlkid('DEVNAME=/a=b\nUUID=1-2\nTYPE=ext4\n')).toEqual({ DEVNAME: '/a=b', UUID: '1-2', TYPE: 'ext4' });
    expect(mountOptions({ offset: 5, bytes: 6, type: undefined }, 'ro')).toBe('loop,offset=5,sizelimit=6,ro');
  });

  it('know a medium from a seed and a disk', () => {
    expect(hasMedium(guest)).toBe(true);
    expect(hasMedium(finishedConfig(guest, { by: 'kernel', path: '/k' }))).toBe(false);
    expect(hasMedium('disk = [ "format=raw, vdev=hdc, access=ro, devtype=cdrom, target=/var/lib/xen/images/web.seed.iso" ]\n')).toBe(false);
    expect(lintXlCfg(finishedConfig(guest, { by: 'bootloader', path: '/usr/bin/pygrub' }))).toEqual([]);
  });
});
