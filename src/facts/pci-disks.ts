import { whyHosts } from '../domu/disks/in-use.ts';
import type { BlockDevice } from '../domu/storage.ts';
import type { System } from '../system/port.ts';
import { sysfsPath } from './sysfs.ts';

/** A disk that the host has to do with. */
export interface HostDisk {
  /** In sysfs; undefined: it is not known what it hangs on. */
  readonly path: string | undefined;
  readonly mounts: readonly string[];
  /** Whose it is without a mount of its own: of ZFS, or the second device of a btrfs. */
  readonly owner: string | undefined;
}

/** Disks that are the host's, with what they hang on. What is built on a disk is seen at the disk itself. */
export async function readHostDisks(system: System, devices: readonly BlockDevice[]): Promise<readonly HostDisk[]> {
  const disks = devices.filter(({ path }) => !devices.some(({ children }) => children.includes(path)));
  const found = disks.map((disk) => ({ disk, owner: whyHosts(disk, devices) }));
  return Promise.all(
    found
      .filter(({ owner }) => owner !== undefined)
      .map(async ({ disk, owner }) => ({ path: await controllers(system, disk), mounts: disk.mounts, owner })),
  );
}

/** A disk of NVMe over several controllers lies below none of them. Loop devices and zram are virtual, too, but hang on nothing. */
async function controllers(system: System, { node }: BlockDevice): Promise<string | undefined> {
  const path = await sysfsPath(system, `/sys/class/block/${node.split('/').at(-1)}`);
  return path?.includes('/devices/virtual/') && !path.includes('/devices/virtual/block/') ? undefined : path;
}
