import type { Surroundings } from '../surroundings.ts';
import { isoSystem } from './iso-systems.ts';
import type { Medium } from './medium.ts';

/** What a medium is, in two or three words; undefined: nothing to make a guest from. */
export function describeMedium(medium: Medium | undefined): string | undefined {
  switch (medium?.kind) {
    case 'iso':
      return `ISO of ${isoSystem(medium.iso).name}`;
    case 'image':
      return `disk image (${medium.format})`;
    case 'kernel':
      return 'kernel';
    case 'device':
      return 'disk of this host';
    case 'tree':
      return `root tree${medium.os === undefined ? '' : ` of ${medium.os}`}`;
    default:
      return undefined;
  }
}

/** Why no guest can be made from a path; undefined: one can. */
export function uselessMedium(path: string | undefined, { media }: Surroundings): string | undefined {
  const medium = path === undefined ? undefined : media[path]?.medium;
  if (medium?.kind === 'none') return `There is no file ${path}.`;
  return medium?.kind === 'other' ? `${path} is ${medium.detail}.` : undefined;
}
