import { makePrivateDirectory, stateDirectory } from '../../changes/state-paths.ts';
import { asArchxenError } from '../../core/error.ts';
import type { System } from '../../system/port.ts';
import type { Journal } from '../journal.ts';
import type { Run } from '../records.ts';
import { pendingBack } from '../way-back.ts';
import { restoreScript } from './restore-script.ts';

/** The way back for a rescue shell, beside the journal and on the boot volumes: the root may be what no longer mounts. */
export const restorePath = `${stateDirectory}/restore.sh`;
const inVolume = (mount: string): string => `${mount}/archxen-restore.sh`;
export const bootRestorePath = inVolume('/boot');

/** Where the host of this run boots from; without a run, what every host has. */
const bootVolumes = (run: Run | undefined): readonly string[] => ['/boot', ...(run?.plans[0]?.plan.bootVolumes ?? [])];
export const bootRestorePaths = (run: Run | undefined): readonly string[] => bootVolumes(run).map(inVolume);

const rootOnly = { mode: 0o700, uid: 0, gid: 0 };

/** Guests have runs of their own, which no boot depends on. */
const isOfHost = (run: Run): boolean => run.plans[0]?.plan.purpose !== 'guest';

/**
 * Brings restore.sh up to the journal. Its place beside the journal is a must: a failure is thrown, before the effect that it
 * is for. A boot volume that is full or read-only is told of, and no reason to stop.
 */
export async function keepRestoreScript(system: System, journal: Journal, warn: (message: string) => void): Promise<void> {
  const run = await journal.read();
  if (!isOfHost(run)) return;
  const script = Buffer.from(restoreScript(pendingBack(run)));
  await makePrivateDirectory(system, stateDirectory);
  await keep(system, restorePath, script);
  for (const mount of bootVolumes(run)) {
    if ((await system.stat(mount))?.type !== 'directory') continue;
    try {
      await keep(system, inVolume(mount), script);
    } catch (thrown) {
      const { code, message } = asArchxenError(thrown);
      if (code === 'bug') throw thrown;
      warn(`there is no up-to-date ${inVolume(mount)}: ${message} ${restorePath} has it`);
    }
  }
}

/** A host that is as before has nothing to restore. */
export async function dropRestoreScript(system: System, journal: Journal): Promise<void> {
  const run = await journal.read();
  if (!isOfHost(run)) return;
  for (const path of [...bootRestorePaths(run), restorePath]) if ((await system.stat(path)) !== undefined) await system.remove(path);
}

async function keep(system: System, path: string, script: Buffer): Promise<void> {
  const present = await system.read(path);
  if (present === undefined || !script.equals(present)) await system.write(path, script, rootOnly);
}
