import type { EngineEvent } from '../../src/core/event.ts';
import type { Plan } from '../../src/core/plan.ts';
import { unfinished } from '../../src/engine/apply.ts';
import type { Run } from '../../src/engine/records.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { applyInRun, goOn } from '../../src/road/drive.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { differences, hostState } from '../support/recording.ts';
import { outcomeOf, willing } from '../support/simulated.ts';
import { type End, type knownWays, placeBack, placeThere, type Walk } from './known-ways.ts';

export type HostState = Readonly<Record<string, string>>;
export type Ways = ReturnType<typeof knownWays>;

/** A host at a moment: archxen as just started, and all that is on its disk. */
export interface Standing {
  readonly system: System;
  readonly tree: () => Tree;
}

/** Where a host shall be that is gone on with, by whether its set-up was begun. */
export interface Ends {
  readonly begun: HostState;
  readonly not: HostState;
}

/** Goes on by the journal, as the next start of archxen does; what of the end is not as it shall be. */
export async function goOnFrom(ways: Ways, at: Standing, run: Run | undefined, ends: Ends): Promise<readonly string[]> {
  const plan = run && unfinished(run)?.plan;
  if (plan === undefined) return differences(run === undefined ? ends.not : ends.begun, hostState(at.tree()));
  const back = plan.purpose === 'rollback';
  return ways.go({
    system: at.system,
    placeOf: back ? placeBack(at.tree, plan.changes) : placeThere(at.tree),
    walk: (watched, signal) => outcomeOf(goOn(watched, { ...willing(), signal })),
    wrong: ended(back ? 'rolled-back' : 'applied', at, ends.begun),
  });
}

/** Rolls back; what of the end is not as it was at first. */
export async function goBackFrom(ways: Ways, at: Standing, run: Run | undefined, first: HostState): Promise<readonly string[]> {
  if (run === undefined) return differences(first, hostState(at.tree()));
  const plan = wayBack(run);
  return ways.go({ ...walkOf(at, plan, placeBack(at.tree, plan.changes)), wrong: ended('rolled-back', at, first) });
}

/** The plan from its beginning; `last`, if it is known, is where it shall end. */
export async function goThere(ways: Ways, at: Standing, plan: Plan): Promise<readonly string[]> {
  return ways.go({ ...walkOf(at, plan, placeThere(at.tree)), wrong: ended('applied', at) });
}

const walkOf = ({ system }: Standing, plan: Plan, placeOf: Walk['placeOf']): Omit<Walk, 'wrong'> => ({
  system,
  placeOf,
  walk: (watched, signal) => outcomeOf(applyInRun(watched, { ...willing(), signal }, plan)),
});

const ended =
  (wanted: string, { tree }: Standing, end?: HostState): Walk['wrong'] =>
  ({ outcome, events }: End) => {
    if (outcome !== wanted) return [`it ended ${outcome}: ${failureOf(events)}`];
    return end === undefined ? [] : differences(end, hostState(tree()));
  };

export const failureOf = (events: readonly EngineEvent[]): string => JSON.stringify(events.find(({ type }) => type === 'failed')) ?? '';

/** Of lines that differ: not restore.sh, which also tells of what was begun and not done. */
export const isNotRestore = (line: string): boolean => !/^[^:]*\/archxen-restore\.sh: file .* -> file /.test(line);
