import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { detailLines } from '../../src/wizard/details.ts';
import { unifiedDiff } from '../../src/wizard/diff.ts';
import { fakeFacts } from '../support/fake-facts.ts';

const texts = (before: string, after: string): readonly string[] => unifiedDiff(before, after).map((line) => line.text);

/** Applies a diff to the text it was made from, as patch(1) would. */
function patched(before: string, diff: readonly string[]): string {
  const old = before.split('\n').slice(0, -1);
  const out: string[] = [];
  let at = 0;
  for (const line of diff) {
    const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (hunk !== null) {
      const start = Number(hunk[1]) - (hunk[2] === '0' ? 0 : 1);
      while (at < start) out.push(old[at++] ?? '');
    } else if (line.startsWith('+')) out.push(line.slice(1));
    else {
      expect(old[at]).toBe(line.slice(1));
      if (line.startsWith(' ')) out.push(line.slice(1));
      at++;
    }
  }
  out.push(...old.slice(at));
  return out.map((line) => `${line}\n`).join('');
}

describe('unifiedDiff', () => {
  it('is what diff -u prints', () => {
    const before = 'a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\n';
    expect(texts(before, 'a\nb\nc\nd\nE\nf\ng\nh\ni\nj\nk\nl\n')).toEqual([
      '@@ -2,10 +2,11 @@',
      ' b',
      ' c',
      ' d',
      '-e',
      '+E',
      ' f',
      ' g',
      ' h',
      ' i',
      ' j',
      ' k',
      '+l',
    ]);
  });

  it('of a new file, a removed one and an unchanged one', () => {
    expect(texts('', 'x\ny\n')).toEqual(['@@ -0,0 +1,2 @@', '+x', '+y']);
    expect(texts('x\n', '')).toEqual(['@@ -1 +0,0 @@', '-x']);
    expect(texts('x\n', 'x\n')).toEqual([]);
  });

  it('tells a missing line feed at the end', () => {
    expect(texts('x', 'x\n')).toEqual(['@@ -1,2 +1 @@', ' x', '-\\ No newline at end of file']);
  });

  it('leads from the one text to the other', () => {
    const text = fc
      .array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 30 })
      .map((lines) => lines.map((line) => `${line}\n`).join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        expect(patched(before, texts(before, after))).toBe(after);
      }),
    );
  });

  it('of two long texts that have nothing in common is made at once', () => {
    const long = (word: string): string => Array.from({ length: 5000 }, (_, line) => `${word} ${line}\n`).join('');
    expect(texts(long('a'), long('b'))).toHaveLength(10_001);
  });
});

describe('detailLines', () => {
  it('quotes words of a command as a shell would need them', () => {
    const [line] = detailLines(
      undefined,
      { commands: [['efibootmgr', '-L', 'Arch on Xen', '-u', "it's"]], files: [], notes: [] },
      fakeFacts,
    );
    expect(line).toEqual({ kind: 'command', text: `$ efibootmgr -L 'Arch on Xen' -u 'it'\\''s'` });
  });

  it('names a file without text', () => {
    const files = [{ path: '/boot/xen.efi', after: null, note: '1.4 MiB, copied from /usr/lib/efi/xen.efi' }];
    expect(detailLines('Xen itself.', { commands: [], files, notes: ['Waits.'] }, fakeFacts).map((line) => line.text)).toEqual([
      'Xen itself.',
      '/boot/xen.efi',
      '  1.4 MiB, copied from /usr/lib/efi/xen.efi',
      'Waits.',
    ]);
  });
});
