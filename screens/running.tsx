import { Box } from 'ink';
import type { ReactNode } from 'react';
import { type Item, type Progress, settled } from '../src/wizard/progress.ts';
import type { ScreenProps } from './screen-props.ts';
import { ChoiceList } from './ui/choice-list.tsx';
import { useUi } from './ui/context.ts';
import { windowOf } from './ui/layout.ts';
import { Line, Lines, Rule } from './ui/line.tsx';
import { duration, wrap } from './ui/text.ts';

/** A plan that is being applied: where it is, what it does now, and the end of its log. */
export function RunningScreen(props: ScreenProps<'running'>): ReactNode {
  const { screen } = props;
  return screen.ask === undefined ? <Work {...props} /> : <KeepNetwork {...props} />;
}

/** What is normal, for changes that take long. */
const normal: Readonly<Record<string, string>> = {
  build: 'many minutes are normal',
  package: 'some minutes are normal',
  network: 'up to a minute is normal',
};

function Work({ screen, width, height }: ScreenProps<'running'>): ReactNode {
  const { theme } = useUi();
  const { progress } = screen;
  const { items, current } = progress;
  const warning = progress.warnings.at(-1);
  const listHeight = Math.max(1, Math.min(items.length, Math.floor((height - 4) / 2)));
  const [first, last] = windowOf(
    items.map(() => 1),
    current ?? 0,
    listHeight,
  );
  const logHeight = Math.max(0, height - 4 - (last - first) - (warning === undefined ? 0 : 1));
  const item = current === undefined ? undefined : items[current];
  const phase = [
    progress.phase,
    `${duration(progress.now - progress.itemStartedAt)} so far`,
    expected(progress, item),
    progress.work?.item,
  ];
  return (
    <Box flexDirection="column">
      <ProgressLine progress={progress} width={width} stopping={screen.stopping} />
      {items.slice(first, last).map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a change is known by its number
        <ItemLine key={`${first + index}`} item={one} number={first + index + 1} width={width} />
      ))}
      <Rule width={width} title={item?.title === undefined ? 'Starting' : `Now: ${item.title}`} />
      <WorkLine width={width} fraction={progress.work?.fraction} text={phase.filter(Boolean).join(', ')} />
      {warning !== undefined && <Line width={width} text={`WARN  ${warning}`} style={theme.check.warn} />}
      <Lines width={width} texts={progress.log.slice(-logHeight)} style={theme.muted} />
    </Box>
  );
}

/** `of about 11 min`, as the last one took; else what is normal. */
function expected({ work }: Progress, item: Item | undefined): string | undefined {
  if (work?.expectedSeconds !== undefined) return `about ${duration(work.expectedSeconds * 1000)} last time`;
  return item?.kind === undefined ? undefined : normal[item.kind];
}

/** What the current change is at, behind a bar where its history tells how far that is. */
function WorkLine({
  width,
  fraction,
  text,
}: {
  readonly width: number;
  readonly fraction: number | undefined;
  readonly text: string;
}): ReactNode {
  const { glyphs, theme, screenReader } = useUi();
  if (fraction === undefined) return <Line width={width} text={text} style={theme.title} />;
  const percent = `${Math.round(fraction * 100)} %`;
  const room = 15;
  const full = Math.round(room * fraction);
  const bar = screenReader ? '' : `${glyphs.full.repeat(full)}${glyphs.empty.repeat(room - full)}  `;
  return <Line width={width} text={`${bar}${percent}, ${text}`} style={theme.title} />;
}

function ProgressLine({
  progress,
  width,
  stopping,
}: {
  readonly progress: Progress;
  readonly width: number;
  readonly stopping: boolean;
}): ReactNode {
  const { glyphs, theme, screenReader } = useUi();
  const total = progress.items.length;
  const done = settled(progress);
  const words = `${done} of ${total} changes, ${duration(progress.now - progress.startedAt)}${stopping ? '  stops after this change' : ''}`;
  const room = Math.min(30, width - words.length - 3);
  if (screenReader || room < 5 || total === 0) return <Line width={width} text={words} style={theme.title} />;
  const full = Math.round((room * done) / total);
  return <Line width={width} text={`${glyphs.full.repeat(full)}${glyphs.empty.repeat(room - full)}  ${words}`} style={theme.title} />;
}

const stateWords = { waiting: 'waits', running: 'now', done: 'done', unchanged: 'was so', failed: 'failed' } as const;

function ItemLine({ item, number, width }: { readonly item: Item; readonly number: number; readonly width: number }): ReactNode {
  const { glyphs, theme } = useUi();
  const took = item.took === undefined || item.took < 1000 ? '' : `  ${duration(item.took)}`;
  const word = stateWords[item.state].padEnd(6);
  const style =
    item.state === 'running' ? theme.current : item.state === 'failed' ? theme.problem : item.state === 'waiting' ? theme.muted : undefined;
  const text = `${glyphs[item.state]} ${word}  ${String(number).padStart(2)}  ${item.title ?? 'not begun yet'}${took}`;
  return <Line width={width} text={text} style={style} />;
}

/** The question that a person who was cut off cannot answer: no answer takes the network back. */
function KeepNetwork({ screen, width, send }: ScreenProps<'running'>): ReactNode {
  const { theme } = useUi();
  const seconds = Math.max(0, Math.ceil(((screen.ask?.deadline ?? 0) - screen.progress.now) / 1000));
  return (
    <Box flexDirection="column">
      <Line width={width} text="" />
      <Lines width={width} texts={wrap(screen.ask?.message ?? '', width)} />
      <Line width={width} text="" />
      <Line width={width} text="CAN YOU READ THIS? Then you are still connected." style={theme.title} />
      <Line width={width} text="" />
      <Line width={width} text={`${seconds} SECONDS LEFT`} style={theme.problem} />
      <Line width={width} text="Without an answer the network is taken back as it was, by itself." />
      <Line width={width} text="" />
      <ChoiceList items={networkChoices} width={width} height={2} onChoose={(item) => send({ type: item.type })} />
    </Box>
  );
}

const networkChoices = [
  { label: 'Keep the new network', type: 'keep-network' },
  { label: 'Take it back now', type: 'take-network-back' },
] as const;
