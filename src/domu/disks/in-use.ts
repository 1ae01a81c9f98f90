import type { BlockDevice } from '../storage.ts';
import type { Surroundings } from '../surroundings.ts';

type Around = Pick<Surroundings, 'storage' | 'links' | 'configs'>;

/** By its path, or by a link in /dev/disk, /dev/mapper or a volume group that leads to it. */
export function deviceAt(path: string, { storage, links }: Pick<Around, 'storage' | 'links'>): BlockDevice | undefined {
  const target = links[path] ?? path;
  return storage.devices.find((each) => each.node === target || each.path === target) ?? storage.devices.find((each) => each.path === path);
}

/** A disk of another guest that is this one, lies on it, or has it on it; by what the names lead to, as one device has many. */
export function otherGuest(path: string, around: Around): { readonly name: string; readonly disk: string } | undefined {
  const device = deviceAt(path, around);
  const real = around.links[path] ?? path;
  const isOne = (disk: string): boolean => {
    if (disk === path || (around.links[disk] ?? disk) === real) return true;
    const other = deviceAt(disk, around);
    if (device === undefined || other === undefined) return false;
    return device === other || device.children.includes(other.path) || other.children.includes(device.path);
  };
  for (const { name, disks } of around.configs) {
    const disk = disks.find(isOne);
    if (disk !== undefined) return { name, disk };
  }
  return undefined;
}

const owners: Readonly<Record<string, string>> = {
  LVM2_member: 'LVM',
  linux_raid_member: 'a RAID',
  zfs_member: 'ZFS',
  swap: 'swap',
  bcache: 'bcache',
};

/** File systems over several devices; lsblk shows the mount at one of them only. */
const spread = ['btrfs', 'bcachefs'];

/** Why a device must not be given away; undefined: nobody on this host has it. */
export function whyInUse(device: BlockDevice, { storage }: Pick<Surroundings, 'storage'>): string | undefined {
  const hosts = whyHosts(device, storage.devices);
  if (hosts !== undefined) return hosts;
  const unfit = [device, ...builtOn(device, storage.devices)].find(({ readOnly, type }) => readOnly || type === 'rom');
  return unfit && `${unfit.path} is ${unfit.readOnly ? 'read-only' : 'an optical drive'}`;
}

/** Why a device is the host's, mounted or not; undefined: the host has nothing to do with it. */
export function whyHosts(device: BlockDevice, devices: readonly BlockDevice[]): string | undefined {
  const why = whyItself(device, devices);
  if (why !== undefined) return why;
  // What is built on it may belong to somebody, mounted or not: a partition that is a member of a RAID, say.
  const built = builtOn(device, devices);
  const below = built.map((each) => whyItself(each, devices)).find((each) => each !== undefined);
  if (below !== undefined) return below;
  const mapped = built.find(({ type }) => type !== 'part');
  return mapped && `${device.path} is in use as ${mapped.path}`;
}

const builtOn = ({ children }: BlockDevice, devices: readonly BlockDevice[]): readonly BlockDevice[] =>
  devices.filter(({ path }) => children.includes(path));

function whyItself({ path, mounts, filesystem, uuid }: BlockDevice, devices: readonly BlockDevice[]): string | undefined {
  const system = mounts.find((mount) => ['/', '/boot', '/efi', '/boot/efi', '/usr', '/var', '/home'].includes(mount));
  if (system !== undefined) return `${path} holds this host's own ${system === '/' ? 'root file system' : system}`;
  const [mount] = mounts;
  if (mount !== undefined) return mount === '[SWAP]' ? `${path} is swap space in use` : `${path} is mounted at ${mount}`;
  const owner = filesystem === undefined ? undefined : owners[filesystem];
  if (owner !== undefined) return `${path} belongs to ${owner}`;
  if (filesystem === undefined || !spread.includes(filesystem) || uuid === undefined) return undefined;
  const at = devices.find((each) => each.filesystem === filesystem && each.uuid === uuid && each.mounts.length > 0)?.mounts[0];
  return at && `${path} belongs to the ${filesystem} file system that is mounted at ${at}`;
}
