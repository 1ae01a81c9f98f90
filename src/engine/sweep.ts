import { stateDirectory } from '../changes/state-paths.ts';
import type { Change } from '../core/change.ts';
import type { System } from '../system/port.ts';
import { temporaryOf } from '../system/temporary.ts';
import type { Run } from './records.ts';

/** Removes what writes that a crash cut off left beside their files, where the run says that one may have been at work. */
export async function sweep(system: System, run: Run): Promise<void> {
  const cut = run.plans.flatMap(({ plan, begun, done }) =>
    [...begun].filter(([index]) => !done.has(index)).flatMap(([index, back]) => [plan.changes[index], ...back]),
  );
  const paths = new Set([...cut.flatMap(filePath), ...(await ownLeftovers(system))]);
  for (const path of paths) if ((await system.stat(temporaryOf(path)))?.type !== undefined) await system.remove(temporaryOf(path));
}

const filePath = (change: Change | undefined): readonly string[] => (change?.kind === 'file' ? [change.path] : []);

/** Files of archxen's own, as they would be named. */
async function ownLeftovers(system: System): Promise<readonly string[]> {
  const found: string[] = [];
  for (const directory of [stateDirectory, `${stateDirectory}/backups`]) {
    for (const name of (await system.list(directory)) ?? []) {
      const own = /^\.(.+)\.archxen-tmp$/.exec(name)?.[1];
      if (own !== undefined) found.push(`${directory}/${own}`);
    }
  }
  return found;
}
