import type { Facts } from '../../core/facts.ts';
import type { Refusal } from '../boot-loader.ts';
import { pathBelow } from '../host-files.ts';

/** The file system that holds /boot, as GRUB finds it. */
export interface GrubVolume {
  readonly uuid: string;
  readonly mount: string;
  /** The mounted folder within the file system: a btrfs subvolume, else nothing. */
  readonly folder: string;
  /** GRUB modules that read it. */
  readonly modules: readonly string[];
}

const fileSystemModules: Readonly<Record<string, string>> = {
  ext2: 'ext2',
  ext3: 'ext2',
  ext4: 'ext2',
  vfat: 'fat',
  btrfs: 'btrfs',
  xfs: 'xfs',
  f2fs: 'f2fs',
  jfs: 'jfs',
};

/** Where GRUB finds the kernels, or why archxen cannot tell. */
export function grubVolume(facts: Facts): GrubVolume | Refusal {
  const fs = facts.boot.bootFs;
  if (fs?.uuid === undefined) {
    return {
      refused: 'The UUID of the file system that holds /boot could not be read.',
      hint: 'Look at the output of: findmnt -T /boot -o UUID',
    };
  }
  const module = fileSystemModules[fs.fstype];
  if (module === undefined) {
    const hint = 'Write the entry by hand in /etc/grub.d/40_custom (docs/bootloaders/grub.md has one to copy).';
    return { refused: `archxen does not know how GRUB names files on ${fs.fstype}, where /boot is.`, hint };
  }
  const lvm = /^\/dev\/(mapper\/|dm-)/.test(fs.device) ? ['lvm'] : [];
  const raid = /^\/dev\/md/.test(fs.device) ? ['mdraid09', 'mdraid1x'] : [];
  const subvolume = fs.options.find((option) => option.startsWith('subvol='))?.slice('subvol='.length);
  const folder = subvolume === undefined ? '' : `/${subvolume}`.replace(/\/{2,}/g, '/').replace(/\/$/, '');
  return { uuid: fs.uuid, mount: fs.mount, folder, modules: ['part_gpt', 'part_msdos', ...raid, ...lvm, module] };
}

/** `/boot/vmlinuz-linux` as GRUB names it: from the root of the file system. */
export function grubPath(volume: GrubVolume, path: string): string | undefined {
  const below = pathBelow(volume.mount, path);
  return below === undefined ? undefined : `${volume.folder}/${below}`;
}

/** The host's path of a file that GRUB names; undefined: it is outside of what is mounted. */
export function hostPath(volume: GrubVolume, path: string): string | undefined {
  const plain = path.replace(/^\(\$?[^)]*\)/, '');
  const below = pathBelow(volume.folder === '' ? '/' : volume.folder, plain);
  return below === undefined ? undefined : `${volume.mount === '/' ? '' : volume.mount}/${below}`;
}
