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
