import { bootLoaders } from '../bootloaders/index.ts';
import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/plan.ts';
import { nextStart, writeWarning } from './boot-warning.ts';
import type { Refreshed, UpkeepHost } from './refresh.ts';

/**
 * A plan that stopped half-way is gone on with or taken back as the journal has it, so no plan of ours comes after it. What
 * boots meanwhile is what was set up before, and the upgrade may have broken that: it is said.
 */
export async function lookOnly({ system, gather }: UpkeepHost, answers: Answers, open: Plan): Promise<Refreshed | undefined> {
  const facts = await gather();
  // A way back that has got past the default leaves an entry that nothing starts.
  if (open.purpose === 'rollback' && !startsXen(facts, answers)) {
    await writeWarning(system, undefined, []);
    return undefined;
  }
  const next = nextStart(facts, answers);
  const failed = next.warning.length === 0 ? undefined : stopped(open);
  await writeWarning(system, failed, next.warning);
  return { done: [], failed, ...next };
}

const startsXen = (facts: Facts, answers: Answers): boolean => {
  if (answers.boot.loader === 'none') return false;
  const loader = bootLoaders[answers.boot.loader];
  return loader.xenIsDefault(facts, answers) || loader.isArmed(facts, answers);
};

const stopped = ({ purpose }: Plan): string =>
  purpose === 'rollback'
    ? 'A rollback stopped half-way. Bring it to its end: archxen rollback'
    : 'What archxen did last stopped half-way, and nothing is written beside it. Run archxen, which goes on with it, then archxen refresh.';
