import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Check } from '../../src/core/check.ts';
import { useUi } from './context.ts';
import { windowOf } from './layout.ts';
import { Line, Lines } from './line.tsx';
import { clean, cut, pad, widthOf, wrap } from './text.ts';
import { checkWords } from './theme.ts';

interface CheckTableProps {
  readonly checks: readonly Check[];
  readonly row: number;
  readonly width: number;
  readonly height: number;
}

const titleWidth = 14;
const left = 3 + 4 + 2 + titleWidth;

/**
 * Findings, and what to do below those that are no pass: in one line, and in full for the row under the cursor.
 * That row is always shown.
 */
export function CheckTable({ checks, row, width, height }: CheckTableProps): ReactNode {
  const { theme } = useUi();
  const hints = checks.map((check, index) => hintLines(check, index === row, width - left));
  const heights = hints.map((lines) => 1 + lines.length);
  const all = heights.reduce((sum, each) => sum + each, 0) <= height;
  const [first, end] = windowOf(heights, row, all ? height : height - 1);
  const more = [first > 0 ? `${first} more above` : '', end < checks.length ? `${checks.length - end} more below` : ''];
  return (
    <Box flexDirection="column" aria-role="table">
      {checks.slice(first, end).map((check, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two findings may share an id
        <CheckRow key={first + index} check={check} hint={hints[first + index] ?? []} here={first + index === row} width={width} />
      ))}
      {!all && <Line width={width} text={`   ${more.filter((words) => words !== '').join(', ')}`} style={theme.muted} />}
    </Box>
  );
}

function hintLines(check: Check, here: boolean, width: number): readonly string[] {
  const hint = check.state === 'pass' ? undefined : (check.hint ?? check.reason);
  if (hint === undefined) return [];
  const text = check.state === 'fail' ? `fix: ${hint}` : hint;
  return here ? wrap(text, width).slice(0, 3) : [text];
}

interface CheckRowProps {
  readonly check: Check;
  readonly hint: readonly string[];
  readonly here: boolean;
  readonly width: number;
}

function CheckRow({ check, hint, here, width }: CheckRowProps): ReactNode {
  const { glyphs, theme } = useUi();
  const detail = cut(clean(check.detail, glyphs.name === 'ascii'), width - left);
  const free = width - left - widthOf(detail) - 2;
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
      <Lines width={width} texts={hint.map((text) => ' '.repeat(left) + text)} style={theme.muted} />
    </Box>
  );
}
