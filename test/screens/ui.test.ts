import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { chooseGlyphs, glyphSets } from '../../screens/ui/glyphs.ts';
import { layoutFor, windowOf } from '../../screens/ui/layout.ts';
import { clean, cut, duration, fold, pad, widthOf, wrap } from '../../screens/ui/text.ts';

describe('glyphs', () => {
  it.each([
    [{ LANG: 'de_DE.UTF-8', TERM: 'xterm-256color' }, false, 'unicode'],
    [{ LANG: 'C.utf8', TERM: 'linux' }, false, 'cp437'],
    [{ LANG: 'C', TERM: 'xterm' }, false, 'ascii'],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C', TERM: 'xterm' }, false, 'ascii'],
    [{ TERM: 'xterm' }, false, 'ascii'],
    [{ LANG: 'C.UTF-8', TERM: 'vt220' }, false, 'ascii'],
    [{ LANG: 'C.UTF-8', TERM: 'dumb' }, false, 'ascii'],
    [{ LANG: 'C.UTF-8' }, false, 'ascii'],
    [{ LANG: 'C.UTF-8', TERM: 'xterm' }, true, 'ascii'],
  ])('%j, --ascii %s: %s', (environment, ascii, name) => {
    expect(chooseGlyphs({ environment, ascii }).name).toBe(name);
  });

  it('are one column wide, and plain in the plain set', () => {
    for (const { name, ...glyphs } of Object.values(glyphSets)) {
      for (const glyph of Object.values(glyphs)) {
        expect(widthOf(glyph)).toBe(1);
        expect([...glyph]).toHaveLength(1);
        if (name === 'ascii') expect(glyph).toMatch(/^[\x21-\x7e]$/);
        // What the kernel's cp437.uni has beyond ASCII, of what is used here.
        if (name === 'cp437') expect(glyph).toMatch(/^[\x21-\x7e─│█░√‼►■·]$/);
      }
    }
  });
});

describe('layout', () => {
  it('leaves a row free, and room for the body on the smallest terminal', () => {
    expect(layoutFor(80, 24)).toMatchObject({ fits: true, frame: { width: 80, height: 23 }, body: { width: 78, height: 18 } });
    expect(layoutFor(60, 20, 'Rehearsal on a-host-with-a-long-name: nothing on this computer is changed')).toMatchObject({
      fits: true,
      body: { width: 58, height: 12 },
      banner: ['Rehearsal on a-host-with-a-long-name: nothing on this', 'computer is changed'],
    });
    expect(layoutFor(59, 24).fits).toBe(false);
    expect(layoutFor(80, 19).fits).toBe(false);
  });

  it('shows the item under the cursor, whole, and as many others as there is room for', () => {
    expect(windowOf([1, 1, 1, 1], 0, 10)).toEqual([0, 4]);
    expect(windowOf(Array(20).fill(1), 0, 5)).toEqual([0, 5]);
    expect(windowOf(Array(20).fill(1), 19, 5)).toEqual([15, 20]);
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 2 }), { minLength: 1, maxLength: 30 }),
        fc.nat(29),
        fc.integer({ min: 2, max: 12 }),
        (heights, at, rows) => {
          const cursor = Math.min(at, heights.length - 1);
          const [first, end] = windowOf(heights, cursor, rows);
          const used = heights.slice(first, end).reduce((sum, height) => sum + height, 0);
          expect(first <= cursor && cursor < end).toBe(true);
          expect(used).toBeLessThanOrEqual(rows);
          if (end < heights.length) expect(used + (heights[end] ?? 0)).toBeGreaterThan(rows);
        },
      ),
    );
  });
});

describe('text', () => {
  it('never gets wider than asked, whatever it holds', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 8, max: 40 }), (text, width) => {
        expect(widthOf(cut(text, width))).toBeLessThanOrEqual(width);
        expect(widthOf(pad(text, width))).toBe(width);
        for (const line of [...wrap(text, width), ...fold(text, width)]) expect(widthOf(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  it('folds without losing a character', () => {
    expect(fold('abcdefghij', 4, '').join('')).toBe('abcdefghij');
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
    expect(cut('abcdef', 4)).toBe('abc~');
  });

  it('takes out what would move the cursor', () => {
    expect(clean('\x1b[1;32mok\x1b[0m\tdone\x07', false)).toBe('ok    done');
    expect(clean('10%\r50%\r100%', false)).toBe('100%');
    expect(clean('\x1b]0;title\x07text', false)).toBe('text');
    expect(clean('naïve', true)).toBe('na?ve');
  });

  it('tells durations as a clock does', () => {
    expect([0, 7_400, 760_000, 3_723_000].map(duration)).toEqual(['0:00', '0:07', '12:40', '1:02:03']);
  });
});
