import { contentDigest, fileState, matches } from '../changes/file-state.ts';
import { keepEdited } from '../changes/keep-edited.ts';
import type { Change, FileChange } from '../core/change.ts';
import type { System } from '../system/port.ts';

/** A change of a way back, ready to be applied, and where somebody's own edit went. */
export interface Restored {
  readonly change: FileChange;
  readonly savedTo?: string | undefined;
}

/**
 * Before a file is restored: when it is neither what archxen wrote nor the original, somebody edited it since. Their
 * version is saved to /var/lib/archxen/drifted/<run>/<path> and may then be replaced.
 */
export async function saveDrifted(system: System, run: string, change: FileChange): Promise<Restored> {
  const free = { ...change, before: undefined };
  const state = await fileState(system, change.path);
  if (change.before === undefined || (state.type !== 'file' && state.type !== 'link')) return { change: free };
  const original = change.content === null ? null : contentDigest(change.content);
  if (matches(state, change.before) || matches(state, original)) return { change: free };
  return { change: free, savedTo: await keepEdited(system, run, change.path, state) };
}

/**
 * A change that a former process began, as it can be gone on with. FAT gives a name free before it takes it again, so a cut in
 * our own write may leave nothing there: that is nobody's edit, and what was there is in the journal.
 */
export async function begunBefore(system: System, change: Change): Promise<Change> {
  if (change.kind !== 'file' || (await system.stat(change.path)) !== undefined) return change;
  return { ...change, before: null };
}
