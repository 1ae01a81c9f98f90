import { dirname } from 'node:path/posix';
import { logDirectory, stateDirectory } from '../changes/state-paths.ts';
import type { Change } from '../core/change.ts';
import type { System } from '../system/port.ts';
import { temporaryOf } from '../system/temporary.ts';
import type { Run } from './records.ts';
import { bootRestorePaths } from './restore/keep.ts';

/** Removes what writes that a crash cut off left beside their files, where a run (or none yet) may have been at work. */
export async function sweep(system: System, run: Run | undefined): Promise<void> {
  const cut = (run?.plans ?? []).flatMap(({ plan, begun, done }) =>
    [...begun].filter(([index]) => !done.has(index)).flatMap(([index, back]) => [plan.changes[index], ...back]),
  );
  const paths = new Set([...bootRestorePaths(run), logDirectory, stateDirectory, ...cut.flatMap(written)].flatMap(withParents));
  for (const path of [...paths].map(temporaryOf).concat(await ownLeftovers(system)))
    if ((await system.stat(path)) !== undefined) await system.remove(path);
}

function written(change: Change | undefined): readonly string[] {
  if (change?.kind === 'file' || change?.kind === 'directory') return [change.path];
  return change?.kind === 'build' ? [change.directory] : [];
}

/** Directories that were made for it have temporary names at first, too. */
const withParents = (path: string): readonly string[] => (path === '/' ? [] : [path, ...withParents(dirname(path))]);

/** Of archxen's own files, whatever they are. */
async function ownLeftovers(system: System): Promise<readonly string[]> {
  const found: string[] = [];
  for (const directory of [stateDirectory, `${stateDirectory}/backups`])
    for (const name of (await system.list(directory)) ?? []) if (/^\..+\.archxen-tmp$/.test(name)) found.push(`${directory}/${name}`);
  return found;
}
