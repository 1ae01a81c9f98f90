import type { CommandChange } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { Surroundings } from '../surroundings.ts';
import { toolAt } from '../tools.ts';
import { diskCheck, gib, type NewKindOf, takenCheck } from './disk-kind.ts';
import type { Taking } from './room.ts';
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

/** What each kind has in common, from where its volumes come. */
const inRoom = <Disk extends VolumeDisk>(roomOf: (disk: Disk, around: Surroundings) => Room, target: (disk: Disk) => string) => ({
  check: (disk: Disk, index: number, around: Surroundings): readonly Check[] =>
    volumeCheck(disk, target(disk), roomOf(disk, around), index, around),
  takes: (disk: Disk, around: Surroundings): Taking => {
    const { name, freeBytes, thin } = roomOf(disk, around);
    return { place: name, name, bytes: disk.sizeGiB * gib, freeBytes, atOnce: !thin };
  },
  target,
  present: (disk: Disk, { files }: Surroundings): boolean => files[target(disk)] !== undefined,
});

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
  ...inRoom<DiskOf<'lvm'>>(
    ({ group }, { storage }) => ({
      name: `the volume group ${group}`,
      freeBytes: storage.groups.find(({ name }) => name === group)?.freeBytes,
      thin: false,
    }),
    ({ group, volume }) => device(group, volume),
  ),
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
  ...inRoom<DiskOf<'lvm-thin'>>(
    ({ group, pool }, { storage }) => ({
      name: `the thin pool ${group}/${pool}`,
      freeBytes: storage.thinPools.find((each) => each.group === group && each.name === pool)?.freeBytes,
      thin: true,
    }),
    ({ group, volume }) => device(group, volume),
  ),
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
  fresh: (name, sizeGiB, around) => {
    if (toolAt(around, 'lvcreate') === undefined) return noLvm;
    const [pool] = around.storage.thinPools;
    return pool === undefined ? 'there is no thin pool' : { kind: 'lvm-thin', group: pool.group, pool: pool.name, volume: name, sizeGiB };
  },
};

/** A user property of the volume: one that somebody else made under this name is never destroyed. */
const madeFor = 'archxen:guest';

export const zfs: NewKindOf<'zfs'> = {
  id: 'zfs',
  label: 'ZFS volume',
  detail: 'a sparse zvol: checksums, snapshots',
  ...inRoom<DiskOf<'zfs'>>(
    ({ volume }, { storage }) => {
      const pool = volume.split('/')[0];
      return { name: `the pool ${pool}`, freeBytes: storage.zpools.find(({ name }) => name === pool)?.freeBytes, thin: true };
    },
    ({ volume }) => `/dev/zvol/${volume}`,
  ),
  changes: ({ volume, sizeGiB }, index, guest) => [
    {
      ...make(
        `guest.${guest}.disk${index}`,
        `Make the ZFS volume ${volume} of ${sizeGiB} GiB`,
        ['zfs', 'create', '-s', '-V', `${sizeGiB}G`, '-o', `${madeFor}=${guest}`, volume],
        `/dev/zvol/${volume}`,
        ['zfs', 'destroy', volume],
      ),
      asks: { argv: ['zfs', 'list', '-H', '-o', `name,${madeFor}`, volume], line: `${volume}\t${guest}` },
    },
    {
      // The device's link is udev's, and comes a moment after the volume. settle would not wait for an event that is yet to come.
      kind: 'command',
      id: `guest.${guest}.disk${index}.1`,
      title: 'Wait for its device',
      argv: ['udevadm', 'wait', '--timeout=30', `/dev/zvol/${volume}`],
      writes: [],
      timeoutSeconds: 60,
    },
  ],
  options: () => 'format=raw',
  fresh: (name, sizeGiB, around) => {
    if (toolAt(around, 'zfs') === undefined) return 'ZFS is not installed';
    const pool = roomiest(around.storage.zpools, name, (each) => `/dev/zvol/${each}/${name}`, around);
    return pool === undefined ? 'there is no pool' : { kind: 'zfs', volume: `${pool.name}/${name}`, sizeGiB };
  },
};
