import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { asSetUp } from '../xen/linux-line.ts';
import { isRefusal, type Refusal } from './boot-loader.ts';
import { bootLoaders } from './index.ts';
import { keptModulesLink } from './previous-modules.ts';

/**
 * What is missing for the entries to be as they were agreed to: a newer copy of a kernel, a menu that was written anew. Not
 * what boots by default or at the next start, which is the person's.
 */
export function entryChanges(facts: Facts, answers: Answers): readonly Change[] | Refusal {
  if (answers.boot.loader === 'none') return [];
  const setup = bootLoaders[answers.boot.loader].setup(asSetUp(facts), answers);
  return isRefusal(setup) ? setup : [...setup.changes, ...keptModulesLink(facts)];
}
