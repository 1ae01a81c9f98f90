import { sha256 } from '../core/digest.ts';
import { bootConfigPlaces, madeByArchxen, ownGrub } from '../domu/finish/boot-config.ts';
import { inert, mountOptions, type Part, parseBlkid, parseSfdisk } from '../domu/finish/disk-layout.ts';
import { type Installed, modulesFile, placeIn } from '../domu/finish/installed.ts';
import type { System } from '../system/port.ts';
import { guestPlaces } from './guest-places.ts';
import { guestTree } from './guest-tree.ts';
import { kernelPacking } from './kernel-packing.ts';

const linux = ['ext4', 'xfs', 'btrfs', 'ext3', 'ext2'];
const at = '/run/archxen/look';

/**
 * What is on a guest's disk, seen through a read-only mount that is gone again afterwards. A text: why it cannot be told.
 * Only a stopped guest's disk may be looked at.
 */
export async function readInstalled(system: System, disk: string): Promise<Installed | string> {
  const head = await system.read(disk, { offset: 0, length: 4 });
  if (head === undefined) return `${disk} is not there`;
  if (Buffer.from(head).toString('latin1') === 'QFI\xfb') return 'it is a qcow2 image, which dom0 cannot mount';
  const parts = parseSfdisk((await system.run(['sfdisk', '--json', disk])).stdout);
  let why = 'there is no Linux root file system on it';
  for (const part of parts) {
    const size = part.bytes === undefined ? [] : ['-S', String(part.bytes)];
    const { TYPE: fileSystem = '', UUID: uuid = '' } = parseBlkid(
      (await system.run(['blkid', '-p', '-O', String(part.offset), ...size, '-o', 'export', disk])).stdout,
    );
    if (!linux.includes(fileSystem)) continue;
    const found = await through(system, { disk, part, fileSystem, uuid });
    if (typeof found !== 'string') return found;
    why = found;
  }
  return why;
}

interface Found {
  readonly disk: string;
  readonly part: Part;
  readonly fileSystem: string;
  readonly uuid: string;
}

async function through(system: System, { disk, part, fileSystem, uuid }: Found): Promise<Installed | string> {
  for (const directory of ['/run', '/run/archxen', at]) await system.makeDirectory(directory, { mode: 0o755, uid: 0, gid: 0 });
  // A journal that was not closed is not replayed: nothing is written.
  const quiet = fileSystem.startsWith('ext') ? ['noload'] : fileSystem === 'xfs' ? ['norecovery'] : [];
  const options = mountOptions(part, 'ro', 'noexec', ...inert, ...quiet);
  const { exit, stderr } = await system.run(['mount', '-t', fileSystem, '-o', options, disk, at], { timeoutSeconds: 60 });
  try {
    if (exit !== 0) return `its ${fileSystem} could not be mounted (${stderr.trim().split('\n')[0]})`;
    const below = (await system.stat(`${at}/etc`)) === undefined && (await system.stat(`${at}/@`))?.type === 'directory';
    const subvolume = below && (await system.stat(`${at}/@/etc`)) !== undefined ? '@' : undefined;
    const root = subvolume === undefined ? at : `${at}/${subvolume}`;
    const tree = guestTree(system, root);
    const release = (await tree.text('/etc/os-release')) ?? (await tree.text('/usr/lib/os-release'));
    if (release === undefined) return 'there is no Linux root file system on it';
    const boot = (await tree.list('/boot')).filter((name) => /^(vmlinuz|initramfs|initrd)/.test(name));
    const places = await guestPlaces(tree, boot);
    if (typeof places === 'string') return places;
    const images = await filtered(boot, async (name) => (await tree.look(`/boot/${name}`))?.type === 'file');
    const kernels = images.filter((name) => /^vmlinuz/.test(name));
    const configs = await Promise.all(bootConfigPlaces.map(async (path) => ({ path, text: await tree.text(path) })));
    return {
      disk,
      root: part,
      uuid,
      fileSystem,
      os: /^ID="?([^"\n]*)"?$/m.exec(release)?.[1] ?? 'linux',
      subvolume,
      kernels,
      initramfs: images.filter((name) => !kernels.includes(name)),
      zstd: await filtered(kernels, async (name) => (await kernelPacking(system, placeIn(root, { places }, `/boot/${name}`))) === 'zstd'),
      separateBoot: /^[^#\s]\S*\s+\/boot\/?\s/m.test((await tree.text('/etc/fstab')) ?? ''),
      grub: ownGrub.find((place) => configs.some(({ path, text }) => path === place && text?.startsWith(madeByArchxen) === false)),
      bootConfigs: Object.fromEntries(configs.flatMap(({ path, text }) => (text === undefined ? [] : [[path, sha256(text)]]))),
      mkinitcpio: (await tree.look('/etc/mkinitcpio.conf')) !== undefined,
      modules: await tree.text(modulesFile),
      places,
    };
  } finally {
    if (exit === 0) await system.run(['umount', at], { timeoutSeconds: 60 });
    await system.remove(at).catch(() => undefined);
  }
}

async function filtered<T>(items: readonly T[], test: (item: T) => Promise<boolean>): Promise<readonly T[]> {
  const kept = await Promise.all(items.map(test));
  return items.filter((_, index) => kept[index]);
}
