import type { Description } from '../changes/doer.ts';
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
    ...(why === undefined ? [] : [{ kind: 'note', text: why } as const]),
    ...description.commands.map((argv) => ({ kind: 'command', text: `$ ${argv.map(quoted).join(' ')}` }) as const),
    ...description.files.flatMap((file) => fileLines(file, facts)),
    ...description.notes.map((text) => ({ kind: 'note', text }) as const),
  ];
}

function fileLines(file: Description['files'][number], facts: Facts | undefined): readonly DetailLine[] {
  const present = facts?.files[file.path];
  const before = present?.text;
  const note = file.note === undefined ? [] : [{ kind: 'note', text: `  ${file.note}` } as const];
  const head = [
    { kind: 'file', text: `--- ${present === undefined ? '/dev/null' : file.path}` },
    { kind: 'file', text: `+++ ${file.after === null && file.note === undefined ? '/dev/null' : file.path}` },
  ] as const;
  if (file.after === null && file.note !== undefined) return [{ kind: 'file', text: file.path }, ...note];
  if (present !== undefined && before === undefined && file.after !== null)
    return [
      ...head,
      ...note,
      ...unifiedDiff('', file.after),
      { kind: 'note', text: '  What is there now is no short text and is not shown.' },
    ];
  return [...head, ...note, ...unifiedDiff(before ?? '', file.after ?? '')];
}

/** A word of a command line, quoted where a shell would need it: to read, never to run. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Lines added and removed by a change, for its row in the review. */
export function counts(lines: readonly DetailLine[]): { readonly added: number; readonly removed: number } {
  return {
    added: lines.filter((line) => line.kind === 'add').length,
    removed: lines.filter((line) => line.kind === 'remove').length,
  };
}
