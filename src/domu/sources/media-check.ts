import type { Check } from '../../core/check.ts';
import type { Media } from '../media/medium.ts';
import type { Surroundings } from '../surroundings.ts';

const id = 'guest.medium';
const title = 'Medium';

export const fails = (detail: string, hint: string): readonly Check[] => [{ id, title, state: 'fail', detail, hint }];

/** The medium at a path, or why there is none to use. */
export function mediumAt(path: string, { media }: Surroundings): { readonly media: Media } | { readonly checks: readonly Check[] } {
  const found = media[path];
  if (found === undefined || found.medium.kind === 'none') return { checks: fails(`There is no file ${path}.`, 'Correct the path.') };
  return { media: found };
}

/** The publisher's checksum: a wrong one refuses, none is told. */
export function checksumCheck(path: string, { checksum }: Media): Check {
  const base = { id: 'guest.checksum', title: 'Checksum' };
  if (checksum === undefined) {
    return {
      ...base,
      state: 'unknown',
      detail: `No checksum file lies beside ${path}.`,
      hint: "Put the publisher's sha256sums.txt or SHA256SUMS beside it, and archxen verifies it.",
    };
  }
  const { file, algorithm, expected, actual } = checksum;
  if (actual === undefined) return { ...base, state: 'unknown', detail: `${algorithm} of ${path} could not be computed.` };
  if (actual === expected) return { ...base, state: 'pass', detail: `${algorithm} as in ${file}` };
  return {
    ...base,
    state: 'fail',
    detail: `${path} is not what its publisher made: ${algorithm} differs from ${file}.`,
    hint: 'Download it again.',
    evidence: [`expected ${expected}`, `found    ${actual}`],
  };
}
