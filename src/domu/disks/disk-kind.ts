import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { Surroundings } from '../surroundings.ts';
import { otherGuest } from './in-use.ts';
import type { Taking } from './room.ts';
import type { DiskOf, GuestDisk } from './schema.ts';

/** What a disk of a guest can be on dom0's side. One file a kind, and one line in the index. */
export interface DiskKind<Disk extends GuestDisk = GuestDisk> {
  readonly id: Disk['kind'];
  readonly label: string;
  readonly detail: string;
  /** Before anything is changed: can it be made here? */
  readonly check: (disk: Disk, index: number, around: Surroundings) => readonly Check[];
  /** Of a new disk: what it takes, as several may share one place. */
  readonly takes?: (disk: Disk, around: Surroundings) => Taking;
  /** Makes it; the way back is in the changes. */
  readonly changes: (disk: Disk, index: number, guest: string) => readonly Change[];
  /** Format and backend options of xl-disk-configuration(5), without vdev, access and target. */
  readonly options: (disk: Disk) => string;
  readonly target: (disk: Disk) => string;
  /** It is there already just as the answers say. */
  readonly present: (disk: Disk, around: Surroundings) => boolean;
}

/** A kind of which the wizard can make a new disk by size alone. */
export interface NewDisk<Disk extends GuestDisk = GuestDisk> extends DiskKind<Disk> {
  /** A disk for a guest of this name; a string: why none can be made here. */
  readonly fresh: (name: string, sizeGiB: number, around: Surroundings) => Disk | string;
}

export type KindOf<Id extends GuestDisk['kind']> = DiskKind<DiskOf<Id>>;
export type NewKindOf<Id extends GuestDisk['kind']> = NewDisk<DiskOf<Id>>;

export const gib = 2 ** 30;

export const diskCheck = (index: number): Pick<Check, 'id' | 'title'> => ({ id: `guest.disk${index}`, title: `Disk ${index + 1}` });

/** Somebody else's disk already? */
export function takenCheck(path: string, index: number, around: Surroundings): readonly Check[] {
  const other = otherGuest(path, around);
  if (other === undefined) return [];
  const detail =
    other.disk === path
      ? `${path} is a disk of the guest ${other.name}.`
      : `${path} has to do with ${other.disk}, a disk of the guest ${other.name}.`;
  return [{ ...diskCheck(index), state: 'fail', detail, hint: 'Choose another path.' }];
}
