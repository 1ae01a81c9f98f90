/** One line of a unified diff. */
export interface DiffLine {
  readonly kind: 'header' | 'hunk' | 'same' | 'added' | 'removed';
  readonly text: string;
}

const context = 3;

/**
 * The unified diff of two texts (`null`: no such file), with three lines of context, as diff -u prints it.
 * Empty when they are equal. Myers' result by a plain table: the files here have hundreds of lines.
 */
export function diffLines(before: string | null, after: string | null, path: string): readonly DiffLine[] {
  if (before === after) return [];
  const steps = script(split(before), split(after));
  const header: DiffLine[] = [
    { kind: 'header', text: `--- ${before === null ? '/dev/null' : path}` },
    { kind: 'header', text: `+++ ${after === null ? '/dev/null' : path}` },
  ];
  return [...header, ...hunks(steps)];
}

const split = (text: string | null): readonly string[] => {
  if (text === null || text === '') return [];
  const lines = text.split('\n');
  return lines.at(-1) === '' ? lines.slice(0, -1) : lines;
};

type Step = { readonly kind: 'same' | 'added' | 'removed'; readonly line: string };

/** Longest common subsequence; equal beginnings and ends are cut off first, so that the table stays small. */
function script(a: readonly string[], b: readonly string[]): readonly Step[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const same = (lines: readonly string[]): readonly Step[] => lines.map((line) => ({ kind: 'same', line }));
  return [
    ...same(a.slice(0, start)),
    ...middle(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...same(a.slice(a.length - end)),
  ];
}

function middle(a: readonly string[], b: readonly string[]): readonly Step[] {
  const width = b.length + 1;
  const length = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number): number => length[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1)
      length[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  }
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      steps.push({ kind: 'same', line: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && at(i + 1, j) >= at(i, j + 1))) {
      steps.push({ kind: 'removed', line: a[i] ?? '' });
      i += 1;
    } else {
      steps.push({ kind: 'added', line: b[j] ?? '' });
      j += 1;
    }
  }
  return steps;
}

const marks = { same: ' ', added: '+', removed: '-' } as const;

function hunks(steps: readonly Step[]): readonly DiffLine[] {
  const shown = steps.map((_, index) =>
    steps.slice(Math.max(0, index - context), index + context + 1).some((near) => near.kind !== 'same'),
  );
  const lines: DiffLine[] = [];
  let oldLine = 1;
  let newLine = 1;
  for (let index = 0; index < steps.length; index += 1) {
    const step = steps[index];
    if (step === undefined) continue;
    if (shown[index] && !shown[index - 1]) {
      let stop = index;
      while (stop < steps.length && shown[stop]) stop += 1;
      const part = steps.slice(index, stop);
      const oldCount = part.filter((each) => each.kind !== 'added').length;
      const newCount = part.filter((each) => each.kind !== 'removed').length;
      lines.push({
        kind: 'hunk',
        text: `@@ -${oldCount === 0 ? oldLine - 1 : oldLine},${oldCount} +${newCount === 0 ? newLine - 1 : newLine},${newCount} @@`,
      });
    }
    if (shown[index]) lines.push({ kind: step.kind, text: `${marks[step.kind]}${step.line}` });
    if (step.kind !== 'added') oldLine += 1;
    if (step.kind !== 'removed') newLine += 1;
  }
  return lines;
}
