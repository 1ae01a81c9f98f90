import { contentDigest, type FileState, fileState, matches } from '../changes/file-state.ts';
import { keepEdited } from '../changes/keep-edited.ts';
import type { Change, CommandChange, FileChange } from '../core/change.ts';
import { commandLine } from '../core/command-line.ts';
import type { System } from '../system/port.ts';

/** A change of a way back, ready to be applied, and what to say of somebody's own edit. */
export interface Restored {
  readonly change: FileChange | CommandChange;
  readonly warning?: string | undefined;
}

/** Where a way back stands. */
export interface Restoring {
  readonly system: System;
  readonly run: string;
  /** Files that this way back had made anew: an older change on them finds nobody's edit there. */
  readonly madeAnew: Set<string>;
}

/**
 * Before a file is restored: when it is neither what archxen wrote nor the original, somebody edited it since. Their
 * version is saved to /var/lib/archxen/drifted/<run>/<path> and may then be replaced.
 */
export async function saveDrifted({ system, run, madeAnew }: Restoring, change: FileChange): Promise<Restored> {
  const { path } = change;
  const free = { ...change, before: undefined };
  const state = await fileState(system, path);
  if ((state.type !== 'file' && state.type !== 'link') || isOurs(state, change)) return { change: free };
  const keptAs = madeAnew.has(path) ? undefined : await keepEdited(system, run, path, state);
  const anew = await makingAnew(system, change);
  if (anew !== undefined) madeAnew.add(path);
  return { change: anew ?? free, warning: keptAs === undefined ? undefined : warning(change, keptAs, anew) };
}

function isOurs(state: FileState, { content, before, madeBy }: FileChange): boolean {
  if (matches(state, content === null ? null : contentDigest(content))) return true;
  return before === undefined ? madeBy === undefined : matches(state, before);
}

/** The old content of a made file may name kernels that are gone by now. A program that is gone has no use for its file. */
async function makingAnew(system: System, { id, path, before, madeBy }: FileChange): Promise<CommandChange | undefined> {
  if (madeBy === undefined || before === undefined) return undefined;
  const { argv, timeoutSeconds } = madeBy;
  if ((await system.run([...argv.slice(0, 1), '--version'])).ended === 'missing') return undefined;
  return { kind: 'command', id, title: `Make ${path} anew`, argv, writes: [path], timeoutSeconds };
}

function warning({ path, before }: FileChange, keptAs: string, anew: CommandChange | undefined): string {
  const since = before === undefined ? 'is not what it was before archxen' : 'was edited since archxen wrote it';
  const then = anew === undefined ? '' : `, and "${commandLine(anew.argv)}" makes it anew from this host as it is`;
  return `${path} ${since}; that version is kept as ${keptAs}${then}`;
}

/**
 * A change that a former process began, as it can be gone on with. FAT gives a name free before it takes it again, so a cut in
 * our own write may leave nothing there: that is nobody's edit, and what was there is in the journal.
 */
export async function begunBefore(system: System, change: Change): Promise<Change> {
  if (change.kind !== 'file' || (await system.stat(change.path)) !== undefined) return change;
  return { ...change, before: null };
}
