import type { Description } from '../changes/doer.ts';
import type { Change } from '../core/change.ts';
import { diffLines } from '../core/diff.ts';
import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/plan.ts';

/** A plan for reading: each change with its commands and unified diffs. */
export function planText(plan: Plan, describe: (change: Change) => Description, facts: Facts): readonly string[] {
  const head =
    plan.changes.length === 0
      ? ['Nothing to do: the host is as the answers say.']
      : [`${plan.changes.length} changes, plan ${plan.sha256.slice(0, 8)}`];
  return [...head, ...plan.changes.flatMap((change, index) => ['', ...changeText(change, index, describe(change), facts)]), ''];
}

function changeText(change: Change, index: number, description: Description, facts: Facts): readonly string[] {
  return [
    `${String(index + 1).padStart(2)}  ${change.title}`,
    ...(change.why === undefined ? [] : [`    ${change.why}`]),
    ...description.commands.map((argv) => `    $ ${argv.map(quoted).join(' ')}`),
    ...description.files.flatMap((file) => fileText(file, facts)),
    ...description.notes.map((note) => `    ${note}`),
  ];
}

function fileText(file: Description['files'][number], facts: Facts): readonly string[] {
  if (file.note !== undefined) return [`    ${file.path}: ${file.note}`];
  const before = facts.files[file.path]?.text ?? null;
  return diffLines(before, file.after, file.path).map((line) => `    ${line.text}`);
}

/** As one would type it; for reading only, nothing is ever run through a shell. */
export const quoted = (word: string): string => (/^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);
