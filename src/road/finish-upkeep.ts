import { ArchxenError } from '../core/error.ts';
import { isUpkeep } from '../core/plan.ts';
import { unfinished } from '../engine/apply.ts';
import { unlessBusy, withLock } from '../engine/lock.ts';
import type { System } from '../system/port.ts';
import type { Hands } from '../wizard/port.ts';
import { goOn } from './drive.ts';
import { setupRun } from './runs.ts';

/**
 * Finishes an upkeep that a power cut broke off, before the host is judged: where it was writing to a FAT volume it may have left
 * the menu without an entry. What of it fails is seen by the verdict.
 */
export async function finishUpkeep(system: System, hands: Hands): Promise<void> {
  const run = await setupRun(system);
  const open = run && unfinished(run);
  if (open === undefined || open.end !== undefined || !isUpkeep(open.plan)) return;
  await withLock(system, () => walk(system, hands)).catch(unlessBusy);
}

async function walk(system: System, hands: Hands): Promise<void> {
  try {
    for await (const _ of goOn(system, hands));
  } catch (error) {
    if (!(error instanceof ArchxenError)) throw error;
  }
}
