import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Check } from '../../src/core/check.ts';
import { useUi } from './context.ts';
import { windowOf } from './layout.ts';
import { Line } from './line.tsx';
import { cut, pad, widthOf } from './text.ts';
import { checkWords } from './theme.ts';

interface CheckTableProps {
  readonly checks: readonly Check[];
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

const titleWidth = 14;
const left = 3 + 4 + 2 + titleWidth;

/** Findings, one or two lines each: the second says what to do. The row under the cursor is always shown. */
export function CheckTable({ checks, row, width, height }: CheckTableProps): ReactNode {
  const heights = checks.map((check) => (hintOf(check) === undefined ? 1 : 2));
  const [first, end] = windowOf(heights, row, height);
  return (
    <Box flexDirection="column" aria-role="table">
      {checks.slice(first, end).map((check, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two findings may share an id
        <CheckRow key={first + index} check={check} here={first + index === row} width={width} />
      ))}
    </Box>
  );
}

const hintOf = (check: Check): string | undefined => (check.state === 'pass' ? undefined : (check.hint ?? check.reason));

function CheckRow({ check, here, width }: { readonly check: Check; readonly here: boolean; readonly width: number }): ReactNode {
  const { glyphs, theme } = useUi();
  const detail = cut(check.detail, width - left);
  const free = width - left - widthOf(detail) - 2;
  const hint = hintOf(check);
  // What it means stands beside it where there is room; `d` shows it always.
  const reason = check.state === 'pass' && check.reason !== undefined && widthOf(check.reason) <= free ? `  ${check.reason}` : '';
  return (
    <Box flexDirection="column">
      <Text>
        <Text {...theme.current}>{here ? ` ${glyphs.pointer} ` : '   '}</Text>
        <Text {...theme.check[check.state]}>{checkWords[check.state]}</Text>
        <Text bold={here}>{`  ${pad(check.title, titleWidth - 1)} ${detail}`}</Text>
        <Text {...theme.muted}>{reason}</Text>
      </Text>
      {hint !== undefined && (
        <Line width={width} text={`${' '.repeat(left)}${check.state === 'fail' ? 'fix: ' : ''}${hint}`} style={theme.muted} />
      )}
    </Box>
  );
}
