import { basename } from 'node:path/posix';
import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { isNormalEntry } from '../../xen/command-line.ts';
import { placeOnEsp } from './copies.ts';
import { unifiedPath } from './unified.ts';

/**
 * The check that is red only because the initramfs was made anew since it was copied, for a kernel that is still the one that
 * was copied with it; undefined: nothing of that kind. The upgrade of a firmware package does this.
 */
export function olderInitramfs(facts: Facts, { boot }: Pick<Answers, 'boot'>): string | undefined {
  const { image, initramfs } = facts.kernels.find(({ name }) => name === boot.kernel) ?? {};
  if (image === undefined || initramfs === undefined) return undefined;
  const digest = (path: string): string | undefined => facts.files[path]?.sha256;
  const place = placeOnEsp(facts, initramfs);
  const sections = boot.image === 'unified' ? facts.files[unifiedPath(facts)]?.image?.sections : undefined;
  const [kernelThere, there, id] = sections
    ? [sections['.kernel'], sections['.ramdisk'], 'boot.chain.initramfs']
    : [digest(placeOnEsp(facts, image)), digest(place), `boot.chain.copy.${basename(place)}`];
  const known = kernelThere !== undefined && there !== undefined && digest(initramfs) !== undefined;
  return known && kernelThere === digest(image) && there !== digest(initramfs) ? id : undefined;
}

/**
 * In a boot that came up with it, an older initramfs for the same kernel is no failure. Before a boot it is one: only the new
 * one may find a root that was moved.
 */
export function cameUpWithIt(facts: Facts, answers: Answers, checks: readonly Check[]): readonly Check[] {
  const older = isNormalEntry(facts) ? olderInitramfs(facts, answers) : undefined;
  return checks.map((check) =>
    check.id === older && check.state === 'fail'
      ? { ...check, state: 'warn', reason: 'The kernel is the same, and this boot came up with the older initramfs.' }
      : check,
  );
}
