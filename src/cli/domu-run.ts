import { guestOfPlan } from '../domu/plan.ts';
import { unfinished } from '../engine/apply.ts';
import { listRuns, readRun } from '../engine/journal.ts';
import type { Run } from '../engine/records.ts';
import { isRolledBack } from '../engine/way-back.ts';
import type { System } from '../system/port.ts';

/** A guest's own run in the journal: its creation, and later its removal. */
export interface GuestRun {
  readonly guest: string;
  readonly run: Run;
  /** Its creation or removal was broken off. */
  readonly unfinished: boolean;
}

/** Runs that made guests which are not removed yet, oldest first. */
export async function guestRuns(system: System): Promise<readonly GuestRun[]> {
  const runs: GuestRun[] = [];
  for (const id of await listRuns(system)) {
    const run = await readRun(system, id);
    const plan = run.plans[0]?.plan;
    const guest = plan === undefined ? undefined : guestOfPlan(plan);
    if (guest !== undefined && !isRolledBack(run)) runs.push({ guest, run, unfinished: unfinished(run) !== undefined });
  }
  return runs;
}
