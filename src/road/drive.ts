import { ArchxenError } from '../core/error.ts';
import type { EngineEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import { apply, resume } from '../engine/apply.ts';
import { mark } from '../engine/journal.ts';
import type { System } from '../system/port.ts';
import type { Hands } from '../wizard/port.ts';
import { setupRun } from './runs.ts';
import { forgetFallBack } from './trial.ts';
import { version } from './version.ts';

/** Applies a plan in the run of this host's set-up (the first plan starts it) and notes when Xen is armed. */
export async function* applyInRun(system: System, hands: Hands, plan: Plan): AsyncGenerator<EngineEvent, void, undefined> {
  yield* noting(system, apply({ system, ...hands, plan, run: await setupRun(system), version }));
}

/** Goes on with the plan that was interrupted. */
export async function* goOn(system: System, hands: Hands): AsyncGenerator<EngineEvent, void, undefined> {
  const run = await setupRun(system);
  if (run === undefined)
    throw new ArchxenError('nothing-to-roll-back', 'There is nothing to go on with on this host.', { hint: 'archxen starts the wizard.' });
  yield* noting(system, resume({ system, ...hands, run }));
}

async function* noting(system: System, events: AsyncIterable<EngineEvent>): AsyncGenerator<EngineEvent, void, undefined> {
  for await (const event of events) {
    if (event.type === 'end' && event.outcome === 'applied') await noteOutcome(system);
    yield event;
  }
}

async function noteOutcome(system: System): Promise<void> {
  const run = await setupRun(system);
  const last = run?.plans.at(-1)?.plan;
  if (run === undefined || last === undefined) return;
  if (last.purpose === 'setup' && last.reboot.needed) {
    await forgetFallBack(system);
    await mark(system, run.id, 'armed');
  }
  if (last.purpose === 'confirm') await mark(system, run.id, 'confirmed');
}
