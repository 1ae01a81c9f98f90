import type { Check } from '../../core/check.ts';
import type { XlValue } from '../../formats/xl-cfg.ts';
import type { GuestSource } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import { kernelSource } from './kernel.ts';
import type { SourceKind } from './source-kind.ts';

const kinds: { readonly [Kind in GuestSource['kind']]: SourceKind<Extract<GuestSource, { kind: Kind }>> } = {
  kernel: kernelSource,
};

export const sourceSettings = (source: GuestSource): readonly (readonly [string, XlValue])[] => kinds[source.kind].settings(source);
export const sourceChecks = (source: GuestSource, around: Surroundings): readonly Check[] => kinds[source.kind].check(source, around);
export const sourcePaths = (source: GuestSource): readonly string[] => kinds[source.kind].paths(source);
