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

/** Shows a small plan for a guest and applies it in a run of its own. What fails is taken back, and thrown. */
export async function applyGuestPlan(context: Context, plan: Plan): Promise<void> {
  const { system, out, road, facts, self } = context;
  out.event('plan', { plan: JSON.parse(JSON.stringify(plan)) });
  out.say(planText(plan, road.describe, await facts()).join('\n'));
  const lock = await takeLock(system);
  try {
    const events = apply({ system, ...unattendedHands(context), plan, version: self.version });
    const { outcome, failure } = await follow(events, out);
    if (outcome === 'applied') return;
    const last = (await listRuns(system)).at(-1);
    if (last !== undefined) await takeBack(context, await readRun(system, last));
    throw new ArchxenError(failure?.code ?? 'interrupted', failure?.message ?? 'Stopped.', failure);
  } finally {
    await lock.release();
  }
}
