export interface DiffLine {
  readonly kind: 'hunk' | 'context' | 'add' | 'remove';
  /** With its first character `+`, `-`, blank or `@`. */
  readonly text: string;
}

type Edit = { readonly kind: 'context' | 'add' | 'remove'; readonly line: string };

/** Above this many cells the table of the longest common subsequence is not worth its time. */
const mostCells = 4_000_000;

/** A unified diff of two texts: hunks with three lines of context; none when they are equal. */
export function unifiedDiff(before: string, after: string, context = 3): readonly DiffLine[] {
  const edits = editsOf(linesOf(before), linesOf(after));
  const out: DiffLine[] = [];
  let old = 1;
  let fresh = 1;
  const positions = edits.map((edit) => {
    const at = { old, fresh };
    if (edit.kind !== 'add') old++;
    if (edit.kind !== 'remove') fresh++;
    return at;
  });
  for (const [first, last] of hunks(edits, context)) {
    const part = edits.slice(first, last + 1);
    const at = positions[first];
    if (at === undefined) continue;
    const oldCount = part.filter((edit) => edit.kind !== 'add').length;
    const newCount = part.filter((edit) => edit.kind !== 'remove').length;
    out.push({ kind: 'hunk', text: `@@ -${range(at.old, oldCount)} +${range(at.fresh, newCount)} @@` });
    for (const edit of part) out.push({ kind: edit.kind, text: `${sign[edit.kind]}${edit.line}` });
  }
  return out;
}

const sign = { context: ' ', add: '+', remove: '-' } as const;

/** An empty range is named by the line before it, as diff(1) does. */
const range = (start: number, count: number): string => (count === 0 ? `${start - 1},0` : count === 1 ? `${start}` : `${start},${count}`);

const noNewline = '\\ No newline at end of file';

/** The lines of a text; a missing last line feed is told as diff(1) tells it, so that it shows. */
function linesOf(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n');
  if (lines.at(-1) === '') return lines.slice(0, -1);
  return [...lines.slice(0, -1), `${lines.at(-1) ?? ''}\n${noNewline}`].flatMap((line) => line.split('\n'));
}

/** Ranges of edits to show, first and last index included, joined where their contexts meet. */
function hunks(edits: readonly Edit[], context: number): readonly (readonly [number, number])[] {
  const out: [number, number][] = [];
  edits.forEach((edit, index) => {
    if (edit.kind === 'context') return;
    const first = Math.max(0, index - context);
    const last = Math.min(edits.length - 1, index + context);
    const previous = out.at(-1);
    if (previous !== undefined && first <= previous[1] + 1) previous[1] = last;
    else out.push([first, last]);
  });
  return out;
}

function editsOf(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  const keep = (line: string): Edit => ({ kind: 'context', line });
  return [
    ...before.slice(0, head).map(keep),
    ...middle(before.slice(head, before.length - tail), after.slice(head, after.length - tail)),
    ...before.slice(before.length - tail).map(keep),
  ];
}

/** Longest common subsequence by the classic table, from the ends backwards. */
function middle(before: readonly string[], after: readonly string[]): readonly Edit[] {
  const remove = before.map((line): Edit => ({ kind: 'remove', line }));
  const add = after.map((line): Edit => ({ kind: 'add', line }));
  if (before.length * after.length > mostCells) return [...remove, ...add];
  const width = after.length + 1;
  const table = new Uint32Array((before.length + 1) * width);
  const cell = (i: number, j: number): number => table[i * width + j] ?? 0;
  for (let i = before.length - 1; i >= 0; i--)
    for (let j = after.length - 1; j >= 0; j--)
      table[i * width + j] = before[i] === after[j] ? cell(i + 1, j + 1) + 1 : Math.max(cell(i + 1, j), cell(i, j + 1));
  const out: Edit[] = [];
  let i = 0;
  let j = 0;
  while (i < before.length || j < after.length) {
    if (i < before.length && j < after.length && before[i] === after[j]) {
      out.push({ kind: 'context', line: before[i] ?? '' });
      i++;
      j++;
    } else if (i < before.length && (j >= after.length || cell(i + 1, j) >= cell(i, j + 1))) {
      out.push({ kind: 'remove', line: before[i] ?? '' });
      i++;
    } else {
      out.push({ kind: 'add', line: after[j] ?? '' });
      j++;
    }
  }
  return out;
}
