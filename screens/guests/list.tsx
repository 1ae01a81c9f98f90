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
const others = columns.reduce((sum, { width }) => sum + width + 1, 0);

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
  const name = Math.max(8, Math.min(width - others - 3, 30));
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
          columns.map(({ head }) => head),
          name,
        )}`}
        style={theme.muted}
      />
      {rows.slice(first, end).map((row) => (
        <Row key={row.name} row={row} here={row.name === session.marked} name={name} width={width} />
      ))}
    </Box>
  );
}

const line = (first: string, cells: readonly string[], name: number): string =>
  [pad(first, name), ...cells.map((cell, index) => pad(cell, columns[index]?.width ?? widthOf(cell)))].join(' ');

function Row({
  row,
  here,
  name,
  width,
}: {
  readonly row: GuestRow;
  readonly here: boolean;
  readonly name: number;
  readonly width: number;
}): ReactNode {
  const { theme, glyphs } = useUi();
  const text = line(
    row.name,
    columns.map(({ cell }) => cell(row)),
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
