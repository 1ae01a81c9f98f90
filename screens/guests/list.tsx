import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { GuestRow } from '../../src/domu/guest-list.ts';
import { useUi } from '../ui/context.ts';
import { windowOf } from '../ui/layout.ts';
import { Line } from '../ui/line.tsx';
import { pad, widthOf } from '../ui/text.ts';
import { useKeys } from '../ui/use-keys.ts';
import type { GuestsProps } from './props.ts';

interface Column {
  readonly head: string;
  readonly width: number;
  readonly cell: (guest: GuestRow) => string;
}

const known = (value: string | number | null): string => (value === null ? '-' : String(value));

const columns: readonly Column[] = [
  { head: 'State', width: 9, cell: ({ state }) => state },
  { head: 'Kind', width: 4, cell: ({ kind }) => known(kind) },
  { head: 'MiB', width: 6, cell: ({ memoryMiB }) => known(memoryMiB) },
  { head: 'vCPUs', width: 5, cell: ({ vcpus }) => known(vcpus) },
  { head: 'Address', width: 15, cell: ({ address }) => known(address) },
  { head: 'Uptime', width: 9, cell: ({ uptime }) => known(uptime) },
  { head: 'Auto', width: 4, cell: ({ autostart }) => (autostart ? 'yes' : 'no') },
];
const widthOfAll = (shown: readonly Column[]): number => shown.reduce((sum, { width }) => sum + width + 1, 0);
/** What is left out first where there is no room. */
const dispensable = ['Uptime', 'vCPUs', 'Kind'];

/** As many columns as leave room for a name. */
function fitting(width: number): readonly Column[] {
  let shown = columns;
  for (const head of dispensable) if (widthOfAll(shown) + 3 + 12 > width) shown = shown.filter((column) => column.head !== head);
  return shown;
}

/** All guests; the marked one is what the keys act on. */
export function GuestList({ session, width, height, send }: GuestsProps): ReactNode {
  const { theme } = useUi();
  const { rows } = session;
  useKeys((input, key) => {
    if (key.upArrow || input === 'k') send({ type: 'move', by: -1 });
    else if (key.downArrow || input === 'j') send({ type: 'move', by: 1 });
    else if (key.pageUp) send({ type: 'move', by: -10 });
    else if (key.pageDown) send({ type: 'move', by: 10 });
    else if (key.return) send({ type: 'enter' });
    else if (input === 'q') send({ type: 'leave' });
    else if (input !== '' && !key.ctrl && !key.meta) send({ type: 'key', key: input });
  });
  if (rows === undefined) return <Line width={width} text="Reading the guests ..." />;
  if (rows.length === 0) {
    return (
      <Box flexDirection="column">
        <Line width={width} text="There are no guests on this host." style={theme.title} />
        <Line width={width} text="" />
        <Line width={width} text="Enter or n makes one, from an ISO, a cloud image, a disk or a kernel." />
      </Box>
    );
  }
  const shown = fitting(width);
  const name = Math.max(8, Math.min(width - widthOfAll(shown) - 3, 30));
  const at = rows.findIndex(({ name }) => name === session.marked);
  const [first, end] = windowOf(
    rows.map(() => 1),
    at,
    height - 1,
  );
  return (
    <Box flexDirection="column" aria-role="table">
      <Line
        width={width}
        text={`   ${line(
          'Name',
          shown.map(({ head }) => head),
          shown,
          name,
        )}`}
        style={theme.muted}
      />
      {rows.slice(first, end).map((row) => (
        <Row key={row.name} row={row} here={row.name === session.marked} name={name} shown={shown} width={width} />
      ))}
    </Box>
  );
}

const line = (first: string, cells: readonly string[], shown: readonly Column[], name: number): string =>
  [pad(first, name), ...cells.map((cell, index) => pad(cell, shown[index]?.width ?? widthOf(cell)))].join(' ');

interface RowProps {
  readonly row: GuestRow;
  readonly here: boolean;
  readonly name: number;
  readonly shown: readonly Column[];
  readonly width: number;
}

function Row({ row, here, name, shown, width }: RowProps): ReactNode {
  const { theme, glyphs } = useUi();
  const text = line(
    row.name,
    shown.map(({ cell }) => cell(row)),
    shown,
    name,
  );
  const style = here ? theme.current : row.state === 'crashed' ? theme.problem : row.running ? undefined : theme.muted;
  return (
    <Text>
      <Text {...theme.current}>{here ? ` ${glyphs.pointer} ` : '   '}</Text>
      <Line width={width - 3} text={text} style={style} />
    </Text>
  );
}
