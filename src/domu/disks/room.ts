import type { Check } from '../../core/check.ts';
import { gib } from './disk-kind.ts';

/** What a new disk takes of a file system, a volume group or a pool. */
export interface Taking {
  /** The same for all that share the same free space. */
  readonly place: string;
  /** `the volume group vg0`. */
  readonly name: string;
  readonly bytes: number;
  /** undefined: it could not be read, which the disk's own check says. */
  readonly freeBytes: number | undefined;
  /** When it is made, not as the guest writes. */
  readonly atOnce: boolean;
}

/** Where each disk alone has room, and all of them together have not. */
export function roomChecks(takings: readonly Taking[]): readonly Check[] {
  const places = [...new Set(takings.map(({ place }) => place))];
  return places.flatMap((place) => placeCheck(takings.filter((each) => each.place === place)));
}

function placeCheck(here: readonly Taking[]): readonly Check[] {
  const [first] = here;
  const free = Math.min(...here.flatMap(({ freeBytes }) => freeBytes ?? []));
  const atOnce = here.filter((each) => each.atOnce);
  const base = { id: 'guest.room', title: 'Room' };
  const hint = 'Choose smaller sizes, or another place for one of them.';
  const words = (disks: readonly Taking[], does: string): string =>
    `The ${disks.length} new disks ${does} ${(sum(disks) / gib).toFixed(0)} GiB together, and ${first?.name} has ${(free / gib).toFixed(1)} GiB free.`;
  if (tooMuch(atOnce, free)) return [{ ...base, state: 'fail', detail: words(atOnce, 'take'), hint }];
  if (!tooMuch(here, free)) return [];
  const reason = 'When there is no space left, the guest gets write errors.';
  return [{ ...base, state: 'warn', detail: words(here, 'may grow to'), reason, hint }];
}

const sum = (disks: readonly Taking[]): number => disks.reduce((so, { bytes }) => so + bytes, 0);

/** One that is too large by itself is named by its own check. */
const tooMuch = (disks: readonly Taking[], free: number): boolean => sum(disks) > free && disks.every(({ bytes }) => bytes <= free);
