import type { Description } from '../changes/doer.ts';
import { commandLine } from '../core/command-line.ts';
import type { Facts } from '../core/facts.ts';
import { unifiedDiff } from './diff.ts';

/** A line of a change's details: what will be run, written and waited for. */
export interface DetailLine {
  readonly kind: 'command' | 'file' | 'hunk' | 'context' | 'add' | 'remove' | 'note';
  readonly text: string;
}

/** A change exactly as it will be done: its commands, then each file as a unified diff, then what else is to know. */
export function detailLines(why: string | undefined, description: Description, facts: Facts | undefined): readonly DetailLine[] {
  return [
    ...(why === undefined ? [] : why.split('\n').map((text) => ({ kind: 'note', text }) as const)),
    ...description.commands.map((argv) => ({ kind: 'command', text: `$ ${commandLine(argv)}` }) as const),
    ...description.files.flatMap((file) => fileLines(file, facts)),
    ...description.notes.map((text) => ({ kind: 'note', text }) as const),
  ];
}

function fileLines(file: Description['files'][number], facts: Facts | undefined): readonly DetailLine[] {
  const present = facts?.files[file.path];
  const note = file.note === undefined ? [] : [{ kind: 'note', text: `  ${file.note}` } as const];
  const head = (text: string): DetailLine => ({ kind: 'file', text });
  // No text to compare with: a large or binary file, named with what is said about it.
  if (file.after === null && file.note !== undefined) return [head(file.path), ...note];
  if (file.after === null) return [head(`--- ${file.path} (removed)`), ...unifiedDiff(present?.text ?? '', '')];
  if (present === undefined) return [head(`+++ ${file.path} (new file)`), ...note, ...unifiedDiff('', file.after)];
  if (present.text === undefined) return [head(`+++ ${file.path} (replaces what is there)`), ...note, ...unifiedDiff('', file.after)];
  return [head(`--- ${file.path}`), ...note, ...unifiedDiff(present.text, file.after)];
}
