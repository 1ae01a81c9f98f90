/** Storage of the host beside files: block devices, and what volumes can be made from. Read when a guest asks for them. */
export interface Storage {
  readonly devices: readonly BlockDevice[];
  readonly groups: readonly { readonly name: string; readonly freeBytes: number }[];
  readonly thinPools: readonly { readonly group: string; readonly name: string; readonly freeBytes: number }[];
  readonly zpools: readonly { readonly name: string; readonly freeBytes: number }[];
}

export interface BlockDevice {
  readonly path: string;
  /** disk, part, lvm, crypt, loop, rom ... */
  readonly type: string;
  readonly bytes: number;
  readonly readOnly: boolean;
  readonly filesystem: string | undefined;
  readonly partitionTable: string | undefined;
  /** Of itself and of all that is built on it. */
  readonly mounts: readonly string[];
  /** Paths of what is built on it: partitions, volumes. */
  readonly children: readonly string[];
}

export const noStorage: Storage = { devices: [], groups: [], thinPools: [], zpools: [] };

const owners: Readonly<Record<string, string>> = {
  LVM2_member: 'LVM',
  linux_raid_member: 'a RAID',
  zfs_member: 'ZFS',
  swap: 'swap',
  bcache: 'bcache',
};

/** Why a device must not be given away; undefined: nobody on this host has it. */
export function whyInUse({ path, mounts, filesystem, readOnly, type }: BlockDevice): string | undefined {
  const system = mounts.find((mount) => ['/', '/boot', '/efi', '/boot/efi', '/usr', '/var', '/home'].includes(mount));
  if (system !== undefined) return `${path} holds this host's own ${system === '/' ? 'root file system' : system}`;
  const [mount] = mounts;
  if (mount !== undefined) return mount === '[SWAP]' ? `${path} is swap space in use` : `${path} is mounted at ${mount}`;
  const owner = filesystem === undefined ? undefined : owners[filesystem];
  if (owner !== undefined) return `${path} belongs to ${owner}`;
  if (readOnly) return `${path} is read-only`;
  return type === 'rom' ? `${path} is an optical drive` : undefined;
}
