import { listRuns, readRun } from '../engine/journal.ts';
import type { Run } from '../engine/records.ts';
import { isRolledBack } from '../engine/way-back.ts';
import type { System } from '../system/port.ts';

/** All runs of this host, oldest first. */
export async function allRuns(system: System): Promise<readonly Run[]> {
  const runs: Run[] = [];
  for (const id of await listRuns(system)) runs.push(await readRun(system, id));
  return runs;
}

/** The run that set this host up (guests have runs of their own), unless all of it was rolled back. */
export async function setupRun(system: System): Promise<Run | undefined> {
  const run = (await allRuns(system)).findLast(({ plans }) => plans[0]?.plan.purpose === 'setup');
  return run === undefined || isRolledBack(run) ? undefined : run;
}
