import { madeFrom, restoringMade } from '../changes/made-files.ts';
import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import type { System } from '../system/port.ts';
import { listRuns, readRun } from './journal.ts';
import type { Run } from './records.ts';

/**
 * The changes that lead from here back to the host as it was before the run, in order. They carry ids that say which plan
 * and change they undo, so what an earlier way back has done already is known and left out.
 */
export function pendingBack(run: Run): readonly Change[] {
  let pending: readonly Change[] = [];
  for (const [ordinal, { plan, begun, done, left }] of run.plans.entries()) {
    if (plan.purpose === 'rollback') {
      const undone = new Set(plan.changes.filter((_, index) => done.has(index)).map(({ id }) => id));
      pending = pending.filter(({ id }) => !undone.has(id));
      continue;
    }
    let ofPlan: readonly Change[] = [];
    for (const [index, change] of plan.changes.entries()) {
      const back = (begun.get(index) ?? []).map((each, nth) => ({
        ...restoringMade(change, each, left?.get(index)),
        id: `undo.${ordinal + 1}.${change.id}.${nth + 1}`,
      }));
      const sources = sourcesOf(change, ofPlan);
      ofPlan = [...sources, ...back, ...ofPlan.slice(sources.length)];
    }
    pending = [...ofPlan, ...pending];
  }
  return pending;
}

/** What a made file is made from comes back before the file: it may have to be made anew then. */
function sourcesOf(change: Change, pending: readonly Change[]): readonly Change[] {
  const from = madeFrom(change);
  const other = pending.findIndex((each) => each.kind !== 'file' || from?.test(each.path) !== true);
  return other === -1 ? pending : pending.slice(0, other);
}

/** The plan that undoes a run, last change first; of an interrupted way back only the rest. */
export function wayBack(run: Run): Plan {
  const answers = answersOfRun(run);
  return makePlan({ purpose: 'rollback', answers, changes: pendingBack(run), reboot: { needed: false } });
}

/** Was all of the run undone? */
export function isRolledBack(run: Run): boolean {
  const last = run.plans.at(-1);
  return last?.plan.purpose === 'rollback' && last.end?.outcome === 'rolled-back' && pendingBack(run).length === 0;
}

/** The last run whose set-up is not completely rolled back; undefined: this host is as it was before archxen. */
export async function currentRun(system: System): Promise<Run | undefined> {
  for (const id of (await listRuns(system)).toReversed()) {
    const run = await readRun(system, id);
    // A journal without a plan is one whose very first record was cut off: nothing was done.
    if (run.plans.length > 0 && !isRolledBack(run)) return run;
  }
  return undefined;
}

/** What was answered last; null: nothing, as in the run of a guest. */
export const answersOfRun = ({ plans }: Run): Answers | null => plans.findLast(({ plan }) => plan.answers !== null)?.plan.answers ?? null;
