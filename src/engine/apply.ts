import { logDirectory, makePrivateDirectory } from '../changes/state-paths.ts';
import { ArchxenError } from '../core/error.ts';
import type { Ask, EngineEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import type { System } from '../system/port.ts';
import { eventQueue } from './event-queue.ts';
import { bootId, openJournal } from './journal.ts';
import { type Performance, perform } from './perform.ts';
import type { Run, RunPlan } from './records.ts';
import { sweep } from './sweep.ts';

/** What the engine needs beside a plan. */
export interface EngineHands {
  readonly system: System;
  readonly ask: (ask: Ask) => Promise<boolean>;
  /** Aborted: the current change is finished (a build is stopped), and then the engine ends with `stopped`. */
  readonly signal: AbortSignal;
}

export interface ApplyRequest extends EngineHands {
  readonly plan: Plan;
  /** The run that the plan belongs to; undefined starts a new one. */
  readonly run?: Run | undefined;
  /** Of this archxen, for the journal. */
  readonly version: string;
}

export interface ResumeRequest extends EngineHands {
  readonly run: Run;
}

/**
 * Applies a plan, change by change, with the way back in the journal before each effect. A change that fails stays half done,
 * as do those before it: the caller resumes or rolls back. Throws only when the journal cannot be written.
 */
export async function* apply({ plan, run, version, ...hands }: ApplyRequest): AsyncGenerator<EngineEvent, void, undefined> {
  const { system } = hands;
  await makePrivateDirectory(system, logDirectory);
  await sweep(system, run);
  const journal = await openJournal(system, run?.id);
  await journal.append({ type: 'plan', run: journal.run, plan, at: system.now(), bootId: await bootId(system), version });
  yield* stream(hands, { journal, plan, begun: new Set(), done: new Set() });
}

/** Goes on with the last plan of a run, be it a set-up or a way back, if it has not come to its end. */
export async function* resume({ run, ...hands }: ResumeRequest): AsyncGenerator<EngineEvent, void, undefined> {
  const last = unfinished(run);
  if (last === undefined) {
    throw new ArchxenError('nothing-to-roll-back', `Run ${run.id} has nothing left to go on with.`, {
      hint: '"archxen status" says where this host stands.',
    });
  }
  await makePrivateDirectory(hands.system, logDirectory);
  await sweep(hands.system, run);
  const journal = await openJournal(hands.system, run.id);
  yield* stream(hands, { journal, plan: last.plan, begun: new Set(last.begun.keys()), done: last.done });
}

/** The last plan of a run if it was begun and neither finished nor taken back. */
export function unfinished(run: Run): RunPlan | undefined {
  const last = run.plans.at(-1);
  const outcome = last?.end?.outcome;
  return outcome === 'applied' || outcome === 'rolled-back' ? undefined : last;
}

async function* stream(
  { system, ask, signal }: EngineHands,
  work: Pick<Performance, 'journal' | 'plan' | 'begun' | 'done'>,
): AsyncGenerator<EngineEvent, void, undefined> {
  const queue = eventQueue();
  const left = new AbortController();
  const stop = AbortSignal.any([signal, left.signal]);
  const working = perform({ ...work, madeAnew: new Set(), system, ask, signal: stop, tell: queue.push }).finally(queue.close);
  // A failure is thrown below, after the events that came before it.
  working.catch(() => undefined);
  try {
    yield* queue;
    await working;
  } finally {
    // The reader may leave early: the change under way is still brought to its end.
    left.abort();
    await working.catch(() => undefined);
  }
}
