import { Box, Text } from 'ink';
import SelectInput from 'ink-select-input';
import { type ReactNode, useRef, useState } from 'react';
import { useUi } from './context.ts';
import { Line, Lines } from './line.tsx';
import { pad, widthOf, wrap } from './text.ts';

export interface ListItem {
  readonly label: string;
  readonly detail?: string | undefined;
}

interface ChoiceListProps<Item extends ListItem> {
  readonly items: readonly Item[];
  readonly initial?: number | undefined;
  readonly width: number;
  /** Rows that the list may take. */
  readonly height: number;
  readonly onChoose: (item: Item) => void;
}

/** A list of which one is chosen with Enter. Other items make it another list, marked as at first. */
export function ChoiceList<Item extends ListItem>(props: ChoiceListProps<Item>): ReactNode {
  return <Marked key={props.items.map((item) => item.label).join('\n')} {...props} />;
}

function Marked<Item extends ListItem>({ items, initial = 0, width, height, onChoose }: ChoiceListProps<Item>): ReactNode {
  const first = Math.max(0, initial);
  const [drawn, setDrawn] = useState(first);
  const marked = useRef(first);
  const wide = Math.min(Math.max(...items.map((item) => widthOf(item.label))), width - 4);
  const rows = items.map((item, index) => ({
    key: String(index),
    value: index,
    label: item.detail === undefined ? item.label : `${pad(item.label, wide)}   ${item.detail}`,
    width: width - 3,
  }));
  const choose = (value: number): void => {
    // An arrow and Enter that arrive together: SelectInput still knows the mark of the last drawing only.
    const item = items[value === drawn ? marked.current : value];
    if (item !== undefined) onChoose(item);
  };
  const detail = items[drawn]?.detail;
  const cutOff = detail !== undefined && wide + 3 + widthOf(detail) > width - 3;
  const list = (
    <SelectInput
      items={rows}
      initialIndex={first}
      limit={Math.max(1, height)}
      indicatorComponent={Pointer}
      itemComponent={Row}
      onHighlight={({ value }) => {
        marked.current = value;
        setDrawn(value);
      }}
      onSelect={({ value }) => choose(value)}
    />
  );
  return (
    <Box flexDirection="column">
      {list}
      {cutOff && items.length + 2 < height && <Remark width={width} text={detail} />}
    </Box>
  );
}

/** What was cut off beside the marked choice, below the list. */
export function Remark({ width, text }: { readonly width: number; readonly text: string }): ReactNode {
  const { theme } = useUi();
  return (
    <Box flexDirection="column" paddingLeft={3} marginTop={1}>
      <Lines width={width - 3} texts={wrap(text, width - 3).slice(0, 3)} style={theme.muted} />
    </Box>
  );
}

function Pointer({ isSelected = false }: { readonly isSelected?: boolean }): ReactNode {
  const { glyphs, theme } = useUi();
  return <Text {...theme.current}>{isSelected ? ` ${glyphs.pointer} ` : '   '}</Text>;
}

function Row({
  isSelected = false,
  label,
  width = 70,
}: {
  readonly isSelected?: boolean;
  readonly label: string;
  readonly width?: number;
}): ReactNode {
  const { theme } = useUi();
  return <Line width={width} text={label} style={isSelected ? theme.current : undefined} />;
}
