import type { Change } from '../core/change.ts';
import type { Sha256 } from '../core/digest.ts';
import type { System } from '../system/port.ts';
import { fileState } from './file-state.ts';

/** Programs that make a file from the host as it is, so that it can be made anew, and what they read for it. */
const makers: Readonly<Record<string, RegExp>> = { 'grub-mkconfig': /^\/etc\/(?:grub\.d\/|default\/grub$)/ };

/** What a change makes its files from; undefined: its program makes none, or one that others write to as well (grubenv). */
export const madeFrom = (change: Change): RegExp | undefined => (change.kind === 'command' ? makers[change.argv[0] ?? ''] : undefined);

/** Digests of made files by path. */
export type Left = Readonly<Record<string, Sha256>>;

/** What a program left: what is not that later on was made by somebody else. */
export async function leftBy(change: Change, system: System): Promise<Left | undefined> {
  if (change.kind !== 'command' || madeFrom(change) === undefined) return undefined;
  const left: Record<string, Sha256> = {};
  for (const path of change.writes) {
    const state = await fileState(system, path);
    if (state.type === 'file') left[path] = state.digest;
  }
  return left;
}

/** A change of a way back with what is known of the file that it restores. */
export function restoringMade(change: Change, back: Change, left: Left | undefined): Change {
  if (change.kind !== 'command' || back.kind !== 'file' || madeFrom(change) === undefined) return back;
  const { argv, timeoutSeconds } = change;
  return { ...back, before: left?.[back.path], madeBy: { argv, timeoutSeconds } };
}
