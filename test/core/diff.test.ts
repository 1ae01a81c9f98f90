import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { diffLines } from '../../src/core/diff.ts';

const texts = (before: string | null, after: string | null) => diffLines(before, after, '/f').map((line) => line.text);

describe('diffLines', () => {
  it('is empty for equal texts', () => expect(texts('a\nb\n', 'a\nb\n')).toEqual([]));

  it('shows a changed line with three lines around it', () => {
    const before = ['1', '2', '3', '4', '5', '6', '7', '8', '9'].join('\n');
    expect(texts(before, before.replace('5', 'five'))).toEqual([
      '--- /f',
      '+++ /f',
      '@@ -2,7 +2,7 @@',
      ' 2',
      ' 3',
      ' 4',
      '-5',
      '+five',
      ' 6',
      ' 7',
      ' 8',
    ]);
  });

  it('shows a new and a removed file against /dev/null', () => {
    expect(texts(null, 'x\n')).toEqual(['--- /dev/null', '+++ /f', '@@ -0,0 +1,1 @@', '+x']);
    expect(texts('x\n', null)).toEqual(['--- /f', '+++ /dev/null', '@@ -1,1 +0,0 @@', '-x']);
  });

  it('makes two hunks of two far changes', () => {
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    const after = lines.with(2, 'X').with(25, 'Y');
    expect(diffLines(lines.join('\n'), after.join('\n'), '/f').filter((line) => line.kind === 'hunk')).toHaveLength(2);
  });

  it('is a patch that turns the one text into the other', () => {
    const line = fc.constantFrom('a', 'b', 'c', 'd');
    const text = fc.array(line, { maxLength: 25 }).map((lines) => lines.map((each) => `${each}\n`).join(''));
    fc.assert(fc.property(text, text, (before, after) => patched(before, texts(before, after)) === after));
  });
});

/** What patch(1) does with a unified diff. */
function patched(before: string, diff: readonly string[]): string {
  const old = before.split('\n').slice(0, -1);
  const out: string[] = [];
  let at = 0;
  for (const line of diff.slice(2)) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(line);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      out.push(...old.slice(at, start));
      at = start;
    } else {
      if (line[0] !== '-') out.push(line.slice(1));
      if (line[0] !== '+') {
        if (old[at] !== line.slice(1)) throw new Error(`line ${at + 1} is not "${line.slice(1)}"`);
        at += 1;
      }
    }
  }
  return [...out, ...old.slice(at)].map((line) => `${line}\n`).join('');
}
