import type { EngineEvent } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { apply, currentRun, resume, wayBack } from '../../src/engine/index.ts';
import type { System } from '../../src/system/port.ts';

export const yes = async (): Promise<boolean> => true;
export const never = new AbortController().signal;

export async function collect(events: AsyncIterable<EngineEvent>): Promise<readonly EngineEvent[]> {
  const all: EngineEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Applies a plan in the current run (or a new one). */
export async function applyAll(system: System, plan: Plan): Promise<readonly EngineEvent[]> {
  return collect(apply({ system, plan, run: await currentRun(system), ask: yes, signal: never, version: '0.1.0' }));
}

export async function resumeAll(system: System): Promise<readonly EngineEvent[]> {
  const run = await currentRun(system);
  if (run === undefined) throw new Error('there is no run to resume');
  return collect(resume({ system, run, ask: yes, signal: never }));
}

/** Goes the way back of the current run; without a run there is nothing to do. */
export async function rollBackAll(system: System): Promise<readonly EngineEvent[]> {
  const run = await currentRun(system);
  return run === undefined ? [] : collect(apply({ system, plan: wayBack(run), run, ask: yes, signal: never, version: '0.1.0' }));
}

export const endOf = (events: readonly EngineEvent[]): string | undefined => {
  const last = events.at(-1);
  return last?.type === 'end' ? last.outcome : undefined;
};
