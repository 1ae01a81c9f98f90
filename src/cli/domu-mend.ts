import { ArchxenError } from '../core/error.ts';
import { unfinished } from '../engine/apply.ts';
import { listRuns, readRun } from '../engine/journal.ts';
import { takeLock } from '../engine/lock.ts';
import { isRolledBack } from '../engine/way-back.ts';
import { takeBack } from './domu-take-back.ts';
import type { Context } from './verb.ts';

/**
 * Takes back what was broken off on a guest that is there: a finishing, an edit. Before it is started above all: its disk may
 * still be mounted here, and two writers destroy a file system.
 */
export async function mendGuest(context: Context, name: string): Promise<void> {
  const { system, out } = context;
  for (const id of (await listRuns(system)).toReversed()) {
    const run = await readRun(system, id);
    const [first] = run.plans[0]?.plan.changes ?? [];
    const own = first?.id.startsWith(`finish.${name}.`) || first?.id.startsWith(`edit.${name}.`);
    if (!own || unfinished(run) === undefined || isRolledBack(run)) continue;
    out.say(`What was broken off on ${name} is taken back first.`);
    const lock = await takeLock(system);
    try {
      if (await takeBack(context, run)) continue;
    } finally {
      await lock.release();
    }
    throw new ArchxenError('rollback-incomplete', `What was broken off on ${name} could not be taken back.`, {
      hint: 'Look whether its disk is mounted under /run/archxen/mounts, and unmount it; then try again.',
    });
  }
}
