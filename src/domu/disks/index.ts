import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { Surroundings } from '../surroundings.ts';
import { device, existing } from './devices.ts';
import type { DiskKind, NewDisk } from './disk-kind.ts';
import { fullFile, nocowFile, qcow2, sparseFile } from './files.ts';
import { roomChecks } from './room.ts';
import type { GuestDisk, NewDiskKind } from './schema.ts';
import { lvm, lvmThin, zfs } from './volumes.ts';

const kinds: { readonly [Kind in GuestDisk['kind']]: DiskKind<Extract<GuestDisk, { kind: Kind }>> } = {
  'sparse-file': sparseFile,
  'full-file': fullFile,
  'nocow-file': nocowFile,
  qcow2,
  lvm,
  'lvm-thin': lvmThin,
  zfs,
  device,
  existing,
};

/** What a new disk can be, the usual first. */
export const newDisks: readonly NewDisk[] = [sparseFile, fullFile, qcow2, nocowFile, lvm, lvmThin, zfs] as readonly NewDisk[];

const kindOf = (disk: GuestDisk): DiskKind => kinds[disk.kind] as DiskKind;

export const diskChecks = (disk: GuestDisk, index: number, around: Surroundings): readonly Check[] =>
  kindOf(disk).check(disk, index, around);

export const diskChanges = (disk: GuestDisk, index: number, guest: string): readonly Change[] => kindOf(disk).changes(disk, index, guest);

export const diskPresent = (disk: GuestDisk, around: Surroundings): boolean => kindOf(disk).present(disk, around);

export const diskTarget = (disk: GuestDisk): string => kindOf(disk).target(disk);

export const diskOptions = (disk: GuestDisk): string => kindOf(disk).options(disk);

/** Whether all new disks of a guest together find room. */
export const diskRoom = (disks: readonly GuestDisk[], around: Surroundings): readonly Check[] =>
  roomChecks(disks.flatMap((disk) => kindOf(disk).takes?.(disk, around) ?? []));

/** Files that were made by a command, as against volumes and what was there before. */
export const isFile = (disk: GuestDisk): boolean => 'path' in disk && disk.kind !== 'device' && disk.kind !== 'existing';

/** A new disk of a kind by its size; a kind that cannot be made here gives the reason. */
export const freshDisk = (kind: NewDiskKind, name: string, sizeGiB: number, around: Surroundings): GuestDisk | string =>
  newDisks.find(({ id }) => id === kind)?.fresh(name, sizeGiB, around) ?? `there is no kind of disk ${kind}`;
