import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { GuestDisk } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';

/** What a disk of a guest can be on dom0's side. One file a kind, and one line in the index. */
export interface DiskKind<Disk extends GuestDisk = GuestDisk> {
  readonly id: Disk['kind'];
  /** Before anything is changed: can it be made here? */
  readonly check: (disk: Disk, index: number, around: Surroundings) => readonly Check[];
  /** Makes it; the way back is in the changes. */
  readonly changes: (disk: Disk, index: number, guest: string) => readonly Change[];
  /** Format and backend options of xl-disk-configuration(5), without vdev, access and target. */
  readonly options: (disk: Disk) => string;
  readonly target: (disk: Disk) => string;
  /** It is there already just as the answers say. */
  readonly present: (disk: Disk, around: Surroundings) => boolean;
}
