/** Storage of the host beside files: block devices, and what volumes can be made from. Read when a guest asks for them. */
export interface Storage {
  readonly devices: readonly BlockDevice[];
  readonly groups: readonly { readonly name: string; readonly freeBytes: number }[];
  readonly thinPools: readonly { readonly group: string; readonly name: string; readonly freeBytes: number }[];
  readonly zpools: readonly { readonly name: string; readonly freeBytes: number }[];
}

export interface BlockDevice {
  /** As lsblk calls it: /dev/sda1, /dev/mapper/vg0-web. */
  readonly path: string;
  /** The kernel's own name of it, where all links lead: /dev/dm-0. */
  readonly node: string;
  /** disk, part, lvm, crypt, loop, rom ... */
  readonly type: string;
  readonly bytes: number;
  readonly readOnly: boolean;
  readonly filesystem: string | undefined;
  /** Of the file system; several devices of one file system have the same. */
  readonly uuid: string | undefined;
  readonly partitionTable: string | undefined;
  /** Of itself and of all that is built on it. */
  readonly mounts: readonly string[];
  /** Paths of what is built on it: partitions, volumes. */
  readonly children: readonly string[];
}

export const noStorage: Storage = { devices: [], groups: [], thinPools: [], zpools: [] };
