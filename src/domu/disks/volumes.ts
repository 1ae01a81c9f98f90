import type { CommandChange } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { Surroundings } from '../surroundings.ts';
import { toolAt } from '../tools.ts';
import { diskCheck, gib, type NewKindOf, takenCheck } from './disk-kind.ts';
import type { DiskOf } from './schema.ts';

/** Where a volume comes from, as far as this disk is concerned. */
interface Room {
  /** `the volume group vg0`. */
  readonly name: string;
  /** undefined: there is no such one. */
  readonly freeBytes: number | undefined;
  /** It is given out as the guest writes. */
  readonly thin: boolean;
}

type VolumeDisk = DiskOf<'lvm' | 'lvm-thin' | 'zfs'>;

function volumeCheck(disk: VolumeDisk, target: string, room: Room, index: number, around: Surroundings): readonly Check[] {
  const base = diskCheck(index);
  const taken = takenCheck(target, index, around);
  if (taken.length > 0) return taken;
  if (around.files[target] !== undefined) {
    return [{ ...base, state: 'fail', detail: `${target} is there already.`, hint: 'Choose another name; archxen does not overwrite it.' }];
  }
  if (room.freeBytes === undefined) {
    return [
      {
        ...base,
        state: 'fail',
        detail: `There is no ${room.name.replace(/^the /, '')}.`,
        hint: 'vgs, lvs and zpool list show what there is.',
      },
    ];
  }
  const freeGiB = (room.freeBytes / gib).toFixed(1);
  if (room.freeBytes >= disk.sizeGiB * gib)
    return [{ ...base, state: 'pass', detail: `${target}, ${disk.sizeGiB} GiB, ${freeGiB} GiB free` }];
  const detail = `${target} asks for ${disk.sizeGiB} GiB, and ${room.name} has ${freeGiB} GiB free.`;
  if (!room.thin) return [{ ...base, state: 'fail', detail, hint: 'Choose a smaller size.' }];
  return [
    { ...base, state: 'warn', detail, reason: 'When the pool is full, the guest gets write errors.', hint: 'Choose a smaller size.' },
  ];
}

const make = (id: string, title: string, argv: readonly string[], creates: string, undo: readonly string[]): CommandChange => ({
  kind: 'command',
  id,
  title,
  argv,
  writes: [],
  creates,
  undo,
  timeoutSeconds: 120,
});

/** The one with the most space; when this guest was made before, the one with its volume, as the same answers mean the same guest. */
function roomiest<Room extends { readonly name: string; readonly freeBytes: number }>(
  rooms: readonly Room[],
  guest: string,
  volume: (room: string) => string,
  { configs }: Surroundings,
): Room | undefined {
  const own = configs.find(({ name }) => name === guest)?.disks ?? [];
  return rooms.find(({ name }) => own.includes(volume(name))) ?? [...rooms].sort((a, b) => b.freeBytes - a.freeBytes)[0];
}

const noLvm = 'LVM is not installed (pacman -S lvm2)';
const device = (group: string, volume: string): string => `/dev/${group}/${volume}`;
/** -y, -W y: old signatures in the freed space are wiped; with -n no volume of somebody else can be meant. */
const removeVolume = (group: string, volume: string): readonly string[] => ['lvremove', '-y', '-q', `${group}/${volume}`];

export const lvm: NewKindOf<'lvm'> = {
  id: 'lvm',
  label: 'LVM volume',
  detail: 'a logical volume: fast, its size is taken at once',
  check: (disk, index, around) => {
    const free = around.storage.groups.find(({ name }) => name === disk.group)?.freeBytes;
    return volumeCheck(disk, lvm.target(disk), { name: `the volume group ${disk.group}`, freeBytes: free, thin: false }, index, around);
  },
  changes: ({ group, volume, sizeGiB }, index, guest) => [
    make(
      `guest.${guest}.disk${index}`,
      `Make the logical volume ${volume} of ${sizeGiB} GiB in ${group}`,
      ['lvcreate', '-y', '-q', '-W', 'y', '-L', `${sizeGiB}G`, '-n', volume, group],
      device(group, volume),
      removeVolume(group, volume),
    ),
  ],
  options: () => 'format=raw',
  target: ({ group, volume }) => device(group, volume),
  present: (disk, { files }) => files[lvm.target(disk)] !== undefined,
  fresh: (name, sizeGiB, around) => {
    if (toolAt(around, 'lvcreate') === undefined) return noLvm;
    const group = roomiest(around.storage.groups, name, (each) => device(each, name), around);
    return group === undefined ? 'there is no volume group' : { kind: 'lvm', group: group.name, volume: name, sizeGiB };
  },
};

export const lvmThin: NewKindOf<'lvm-thin'> = {
  id: 'lvm-thin',
  label: 'thin LVM volume',
  detail: 'a volume of a thin pool: takes space as the guest writes',
  check: (disk, index, around) => {
    const free = around.storage.thinPools.find(({ group, name }) => group === disk.group && name === disk.pool)?.freeBytes;
    return volumeCheck(
      disk,
      lvmThin.target(disk),
      { name: `the thin pool ${disk.group}/${disk.pool}`, freeBytes: free, thin: true },
      index,
      around,
    );
  },
  changes: ({ group, pool, volume, sizeGiB }, index, guest) => [
    make(
      `guest.${guest}.disk${index}`,
      `Make the thin volume ${volume} of ${sizeGiB} GiB in ${group}/${pool}`,
      ['lvcreate', '-y', '-q', '-V', `${sizeGiB}G`, '--thinpool', `${group}/${pool}`, '-n', volume],
      device(group, volume),
      removeVolume(group, volume),
    ),
  ],
  options: () => 'format=raw',
  target: ({ group, volume }) => device(group, volume),
  present: (disk, { files }) => files[lvmThin.target(disk)] !== undefined,
  fresh: (name, sizeGiB, around) => {
    if (toolAt(around, 'lvcreate') === undefined) return noLvm;
    const [pool] = around.storage.thinPools;
    return pool === undefined ? 'there is no thin pool' : { kind: 'lvm-thin', group: pool.group, pool: pool.name, volume: name, sizeGiB };
  },
};

export const zfs: NewKindOf<'zfs'> = {
  id: 'zfs',
  label: 'ZFS volume',
  detail: 'a sparse zvol: checksums, snapshots',
  check: (disk, index, around) => {
    const pool = disk.volume.split('/')[0];
    const free = around.storage.zpools.find(({ name }) => name === pool)?.freeBytes;
    return volumeCheck(disk, zfs.target(disk), { name: `the pool ${pool}`, freeBytes: free, thin: true }, index, around);
  },
  changes: ({ volume, sizeGiB }, index, guest) => [
    make(
      `guest.${guest}.disk${index}`,
      `Make the ZFS volume ${volume} of ${sizeGiB} GiB`,
      ['zfs', 'create', '-s', '-V', `${sizeGiB}G`, volume],
      `/dev/zvol/${volume}`,
      ['zfs', 'destroy', volume],
    ),
    {
      // The device node is udev's, and comes a moment after the volume.
      kind: 'command',
      id: `guest.${guest}.disk${index}.1`,
      title: 'Wait for its device',
      argv: ['udevadm', 'settle', '--timeout=30'],
      writes: [],
      timeoutSeconds: 60,
    },
  ],
  options: () => 'format=raw',
  target: ({ volume }) => `/dev/zvol/${volume}`,
  present: (disk, { files }) => files[zfs.target(disk)] !== undefined,
  fresh: (name, sizeGiB, around) => {
    if (toolAt(around, 'zfs') === undefined) return 'ZFS is not installed';
    const pool = roomiest(around.storage.zpools, name, (each) => `/dev/zvol/${each}/${name}`, around);
    return pool === undefined ? 'there is no pool' : { kind: 'zfs', volume: `${pool.name}/${name}`, sizeGiB };
  },
};
