import { Box } from 'ink';
import { type ReactNode, useMemo } from 'react';
import type { DetailLine } from '../../src/wizard/details.ts';
import { useUi } from './context.ts';
import { Line } from './line.tsx';
import { clean, fold, wrap } from './text.ts';

/** Details as they stand on the screen: long lines go on in the next, nothing is cut off. */
export function useDetailRows(details: readonly DetailLine[], width: number): readonly DetailLine[] {
  return useMemo(
    () =>
      details.flatMap(({ kind, text }) => {
        const plain = clean(text, false);
        const lines = kind === 'command' || kind === 'note' ? wrap(plain, width, '    ') : fold(plain, width);
        return lines.map((line) => ({ kind, text: line }));
      }),
    [details, width],
  );
}

interface DetailPaneProps {
  readonly rows: readonly DetailLine[];
  readonly scroll: number;
  readonly width: number;
  readonly height: number;
}

export function DetailPane({ rows, scroll, width, height }: DetailPaneProps): ReactNode {
  const { theme } = useUi();
  return (
    <Box flexDirection="column">
      {rows.slice(scroll, scroll + height).map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place only
        <Line key={index} width={width} text={row.text} style={theme.detail[row.kind]} />
      ))}
    </Box>
  );
}
