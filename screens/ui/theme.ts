import type { CheckState } from '../../src/core/check.ts';
import type { DetailLine } from '../../src/wizard/details.ts';

/** How a piece of text looks: one of the 16 named colours, and weight. Meaning never hangs on it alone. */
export interface Style {
  readonly color?: string;
  readonly bold?: boolean;
  readonly dimColor?: boolean;
  readonly inverse?: boolean;
}

export interface Theme {
  readonly title: Style;
  readonly muted: Style;
  readonly current: Style;
  readonly banner: Style;
  readonly problem: Style;
  readonly key: Style;
  readonly check: Readonly<Record<CheckState, Style>>;
  readonly detail: Readonly<Record<DetailLine['kind'], Style>>;
}

const colours: Theme = {
  title: { bold: true },
  muted: { dimColor: true },
  current: { color: 'cyan', bold: true },
  banner: { inverse: true },
  problem: { color: 'red', bold: true },
  key: { bold: true },
  check: { pass: { color: 'green' }, warn: { color: 'yellow' }, fail: { color: 'red', bold: true }, unknown: { color: 'magenta' } },
  detail: {
    command: { bold: true },
    file: { bold: true },
    hunk: { color: 'cyan' },
    context: {},
    add: { color: 'green' },
    remove: { color: 'red' },
    note: { dimColor: true },
  },
};

const { color: _, ...plainCheck } = colours.check.fail;

const plain: Theme = {
  ...colours,
  current: { bold: true },
  problem: { bold: true },
  check: { pass: {}, warn: {}, fail: plainCheck, unknown: {} },
  detail: { ...colours.detail, hunk: {}, add: {}, remove: {} },
};

export const themeFor = (color: boolean): Theme => (color ? colours : plain);

/** Four letters each, so that they stand in a column. */
export const checkWords: Readonly<Record<CheckState, string>> = { pass: 'PASS', warn: 'WARN', fail: 'FAIL', unknown: '????' };
