import { ArchxenError } from '../core/error.ts';
import type { Plan } from '../core/plan.ts';
import { apply } from '../engine/apply.ts';
import { listRuns, readRun } from '../engine/journal.ts';
import { takeLock } from '../engine/lock.ts';
import { takeBack } from './domu-take-back.ts';
import { planText } from './plan-text.ts';
import { follow } from './progress.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Context } from './verb.ts';

/** What must hold around a plan, asked under the lock; each throws where it does not. */
export interface Surrounded {
  readonly before: () => Promise<void>;
  readonly after: () => Promise<void>;
}

/** Shows a small plan for a guest and applies it in a run of its own. What fails is taken back, and thrown. */
export async function applyGuestPlan(context: Context, plan: Plan, around?: Surrounded): Promise<void> {
  const { system, out, road, facts, self } = context;
  out.event('plan', { plan: JSON.parse(JSON.stringify(plan)) });
  out.say(planText(plan, road.describe, await facts()).join('\n'));
  const lock = await takeLock(system);
  try {
    await around?.before();
    const events = apply({ system, ...unattendedHands(context), plan, version: self.version });
    const { outcome, failure } = await follow(events, out);
    const failed =
      outcome === 'applied'
        ? await thrownBy(around?.after)
        : new ArchxenError(failure?.code ?? 'interrupted', failure?.message ?? 'Stopped.', failure);
    if (failed === undefined) return;
    const last = (await listRuns(system)).at(-1);
    if (last !== undefined) await takeBack(context, await readRun(system, last));
    throw failed;
  } finally {
    await lock.release();
  }
}

async function thrownBy(ask: (() => Promise<void>) | undefined): Promise<unknown> {
  try {
    await ask?.();
    return undefined;
  } catch (thrown) {
    return thrown;
  }
}
