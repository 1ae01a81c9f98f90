import type { Check } from '../../core/check.ts';
import type { XlValue } from '../../formats/xl-cfg.ts';
import type { GuestSource } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';

/** Where a guest's system comes from. One file a kind, and one line in the index. */
export interface SourceKind<Source extends GuestSource = GuestSource> {
  readonly id: Source['kind'];
  readonly check: (source: Source, around: Surroundings) => readonly Check[];
  /** Settings of xl.cfg(5). */
  readonly settings: (source: Source) => readonly (readonly [string, XlValue])[];
  /** Files of dom0 that it names. */
  readonly paths: (source: Source) => readonly string[];
}
