import type { Answers } from '../core/answers.ts';
import { isUpkeep } from '../core/plan.ts';
import type { RunPlan } from '../engine/records.ts';
import type { System } from '../system/port.ts';
import { completed } from './answers.ts';
import { setupRun } from './runs.ts';

/** What was set up last, and whether a later plan was begun and not brought to its end. */
export interface SetUp {
  readonly answers: Answers;
  readonly open?: RunPlan | undefined;
}

/** Undefined: nothing yet, or all of it was taken back. */
export async function lastSetUp(system: System): Promise<SetUp | undefined> {
  const plans = ((await setupRun(system))?.plans ?? []).filter(({ plan }) => !isUpkeep(plan));
  const applied = plans.findLast(({ plan, end }) => plan.answers !== null && end?.outcome === 'applied');
  if (!applied?.plan.answers) return undefined;
  return { answers: completed(applied.plan.answers), ...(plans.at(-1) !== applied && { open: plans.at(-1) }) };
}
