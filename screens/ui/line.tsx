import { Text } from 'ink';
import type { ReactNode } from 'react';
import { useUi } from './context.ts';
import { clean, cut } from './text.ts';
import type { Style } from './theme.ts';

interface LineProps {
  readonly width: number;
  readonly text: string;
  readonly style?: Style | undefined;
}

/** One line, cut to the width, with nothing in it that could move the cursor. Even an empty one takes its row. */
export function Line({ width, text, style }: LineProps): ReactNode {
  const { glyphs } = useUi();
  const shown = cut(clean(text, false), width);
  return <Text {...style}>{shown === '' ? ' ' : glyphs.name === 'ascii' ? shown.replace(/[^\x20-\x7e]/gu, '?') : shown}</Text>;
}

interface LinesProps {
  readonly width: number;
  readonly texts: readonly string[];
  readonly style?: Style | undefined;
}

/** Lines below each other, each cut to the width. */
export function Lines({ width, texts, style }: LinesProps): ReactNode {
  return texts.map((text, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place only
    <Line key={index} width={width} text={text} style={style} />
  ));
}

/** A horizontal rule, with a title in it if there is one. Words only for a screen reader. */
export function Rule({ width, title }: { readonly width: number; readonly title?: string | undefined }): ReactNode {
  const { glyphs, screenReader, theme } = useUi();
  if (screenReader) return title === undefined ? null : <Line width={width} text={title} style={theme.title} />;
  const left = title === undefined ? '' : `${glyphs.rule.repeat(2)} ${cut(title, width - 6)} `;
  return <Text dimColor>{left + glyphs.rule.repeat(Math.max(0, width - [...left].length))}</Text>;
}
