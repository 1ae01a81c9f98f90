import type { EngineEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import { apply, resume } from '../engine/apply.ts';
import { mark } from '../engine/journal.ts';
import type { System } from '../system/port.ts';
import type { Hands } from '../wizard/port.ts';
import { setupRun } from './runs.ts';
import { version } from './version.ts';

/** Applies a plan in a run (a new one where none is given), or goes on with the unfinished one; notes when Xen is armed. */
export async function* drive(
  system: System,
  hands: Hands,
  what: 'resume' | { readonly plan: Plan; readonly run?: string | undefined },
): AsyncGenerator<EngineEvent, void, undefined> {
  const events =
    what === 'resume'
      ? resume({ system, ...hands, run: (await setupRun(system))?.id ?? '' })
      : apply({ system, ...hands, plan: what.plan, run: what.run, version });
  for await (const event of events) {
    if (event.type === 'end' && event.outcome === 'applied') await noteArmed(system);
    yield event;
  }
}

async function noteArmed(system: System): Promise<void> {
  const run = await setupRun(system);
  const last = run?.plans.at(-1);
  if (run !== undefined && last?.plan.purpose === 'setup' && last.plan.reboot.needed) await mark(system, run.id, 'armed');
}
