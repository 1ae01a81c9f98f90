import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { XlValue } from '../../formats/xl-cfg.ts';
import type { Guest, GuestKind } from '../guest.ts';
import { isForClouds } from '../media/useless.ts';
import type { Surroundings } from '../surroundings.ts';
import { cloudImageSource } from './cloud-image.ts';
import { diskSource } from './disk.ts';
import { isoSource } from './iso.ts';
import { kernelSource } from './kernel.ts';
import type { GuestSource, SourceAnswers } from './schema.ts';
import type { Given, SourceKind } from './source-kind.ts';
import { treeSource } from './tree.ts';

const kinds: { readonly [Kind in GuestSource['kind']]: SourceKind<Extract<GuestSource, { kind: Kind }>> } = {
  kernel: kernelSource,
  iso: isoSource,
  'cloud-image': cloudImageSource,
  disk: diskSource,
  tree: treeSource,
};

const kindOf = ({ kind }: { readonly kind: GuestSource['kind'] }): SourceKind => kinds[kind] as SourceKind;

export const sourceKinds = (answers: SourceAnswers, around: Surroundings): readonly GuestKind[] => kindOf(answers).kinds(answers, around);
export const completeSource = (answers: SourceAnswers, given: Given): GuestSource => kindOf(answers).complete(answers, given);
export const sourceChecks = (guest: Guest, around: Surroundings): readonly Check[] =>
  kindOf(guest.source).check(guest.source, guest, around);
export const sourceChanges = (guest: Guest): readonly Change[] => kindOf(guest.source).changes(guest.source, guest);
export const sourceSettings = (guest: Guest): readonly (readonly [string, XlValue])[] => kindOf(guest.source).settings(guest.source, guest);
export const sourceMedia = (guest: Guest): readonly string[] => kindOf(guest.source).media(guest.source, guest);
export const sourcePaths = (guest: Guest): readonly string[] => kindOf(guest.source).paths(guest.source, guest);

/** What a path is good for, by its content; undefined: nothing to make a guest from. */
export function sourceFrom(path: string, { media }: Surroundings): SourceAnswers | undefined {
  const medium = media[path]?.medium;
  switch (medium?.kind) {
    case 'iso':
      return { kind: 'iso', path };
    case 'image':
      return isForClouds(path) ? { kind: 'cloud-image', image: path } : { kind: 'disk' };
    case 'kernel':
      return { kind: 'kernel', kernel: path };
    case 'tree':
      return { kind: 'tree', path };
    case 'device':
      return { kind: 'disk' };
    default:
      return undefined;
  }
}
