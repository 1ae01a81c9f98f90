import { wrap } from './text.ts';

/** The smallest terminal on which the wizard can be used. */
export const smallest = { columns: 60, rows: 20 } as const;

/** Wider lines are hard to read; more rows than this leave a gap between body and footer. */
const largest = { columns: 110, rows: 40 } as const;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly fits: boolean;
  /** Of the whole frame. One row stays free: a frame as high as the terminal makes it scroll. */
  readonly frame: Size;
  /** Between the rules, with a blank column on either side. */
  readonly body: Size;
  /** The banner, broken into as many lines as it needs: what it says must be read whole. */
  readonly banner: readonly string[];
}

/** Header and rule above; notice, rule and footer below. */
const fixedRows = 5;

export function layoutFor(columns: number, rows: number, banner?: string): Layout {
  const width = Math.min(columns, largest.columns);
  const height = Math.min(rows, largest.rows) - 1;
  const bannerLines = banner === undefined ? [] : wrap(banner, width - 2);
  return {
    fits: columns >= smallest.columns && rows >= smallest.rows,
    frame: { width, height },
    body: { width: width - 2, height: height - fixedRows - bannerLines.length },
    banner: bannerLines,
  };
}

/** Which items to show so that the one under the cursor is among them: first index, and the one after the last. */
export function windowOf(heights: readonly number[], cursor: number, rows: number): readonly [number, number] {
  let first = Math.max(0, Math.min(cursor, heights.length - 1));
  let last = first;
  let used = heights[first] ?? 0;
  for (;;) {
    const before = heights[first - 1];
    const after = heights[last + 1];
    // Half of the room above the cursor, so that what comes next is always seen.
    if (before !== undefined && used + before <= rows && (cursor - first < Math.floor(rows / 2) || after === undefined)) {
      first--;
      used += before;
    } else if (after !== undefined && used + after <= rows) {
      last++;
      used += after;
    } else if (before !== undefined && used + before <= rows) {
      first--;
      used += before;
    } else return [first, last + 1];
  }
}
