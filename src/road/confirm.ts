import { endOfTrialChanges } from '../../steps/host/trial-guard.ts';
import { isRefusal } from '../bootloaders/boot-loader.ts';
import { bootLoaders } from '../bootloaders/index.ts';
import { tryOnce } from '../bootloaders/words.ts';
import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import { ArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import type { Stage } from '../core/stage.ts';

/**
 * The changes that make Xen the default. Only a host that was verified green in this very boot may do so, and only while the
 * entry would start what was verified: an upgrade since, or a boot of another entry, says nothing of what the next one starts.
 */
export function confirmPlan(facts: Facts, answers: Answers, stage: Stage): readonly Change[] {
  if (!facts.xen.dom0) {
    throw new ArchxenError('not-under-xen', 'This boot is not under Xen, so Xen cannot be made the default.', {
      hint: 'Boot the Xen entry first; archxen status says where this host stands.',
    });
  }
  if (stage.at !== 'verified' && stage.at !== 'confirmed') {
    throw new ArchxenError('not-verified', 'Xen was not verified green in this boot.', {
      hint: 'Run archxen verify; when it is green, confirm again.',
    });
  }
  if (stage.at === 'verified' && stage.untried !== undefined)
    throw new ArchxenError('not-verified', stage.untried, { hint: `${tryOnce} Then verify, and confirm.` });
  if (answers.boot.loader === 'none') return [];
  const changes = bootLoaders[answers.boot.loader].confirm(facts, answers);
  if (isRefusal(changes)) throw new ArchxenError('preflight-refused', changes.refused, { hint: changes.hint });
  return [...changes, ...endOfTrialChanges(facts, answers)];
}
