import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { XlValue } from '../../formats/xl-cfg.ts';
import type { Guest, GuestKind } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import type { GuestSource, SourceAnswers } from './schema.ts';

/** Where a guest's system comes from. One file a kind, and one line in the index. */
export interface SourceKind<Source extends GuestSource = GuestSource> {
  readonly id: Source['kind'];
  /** Kinds of guests that suit it, best first. */
  readonly kinds: (answers: Extract<SourceAnswers, { kind: Source['kind'] }>, around: Surroundings) => readonly GuestKind[];
  /** What was left out, derived from the host and from what the paths hold. */
  readonly complete: (answers: Extract<SourceAnswers, { kind: Source['kind'] }>, given: Given) => Source;
  readonly check: (source: Source, guest: Guest, around: Surroundings) => readonly Check[];
  /** After the disks were made: what is taken out of a medium, or put on the first disk. */
  readonly changes: (source: Source, guest: Guest) => readonly Change[];
  /** Settings of xl.cfg(5). */
  readonly settings: (source: Source, guest: Guest) => readonly (readonly [string, XlValue])[];
  /** Images that the guest reads as further disks: the medium, the seed. */
  readonly media: (source: Source, guest: Guest) => readonly string[];
  /** Files of dom0 that it names. */
  readonly paths: (source: Source, guest: Guest) => readonly string[];
}

/** What is known of the guest when its source is completed. */
export interface Given {
  readonly name: string;
  readonly kind: GuestKind;
  readonly around: Surroundings;
}

export type SourceKindOf<Kind extends GuestSource['kind']> = SourceKind<Extract<GuestSource, { kind: Kind }>>;
