import { Box, Text, useInput, usePaste } from 'ink';
import { type ReactNode, useRef, useState } from 'react';
import { useUi } from './context.ts';
import { clean, widthOf } from './text.ts';

interface TextFieldProps {
  readonly initial: string;
  /** Shown after the field. */
  readonly unit: string;
  /** The first key that is typed replaces what is there: right for numbers. */
  readonly replaces: boolean;
  readonly width: number;
  readonly onAccept: (text: string) => void;
}

/** A line to type in; it shows its end when it is longer than the screen is wide. */
export function TextField({ initial, unit, replaces, width, onAccept }: TextFieldProps): ReactNode {
  const { theme, glyphs } = useUi();
  const [state, setState] = useState({ text: initial, touched: !replaces });
  // Keys can come faster than renders.
  const latest = useRef(state);
  const change = (text: string): void => {
    latest.current = { text, touched: true };
    setState(latest.current);
  };
  useInput((input, key) => {
    const { text, touched } = latest.current;
    if (key.return) onAccept(text);
    else if (key.ctrl && input === 'u') change('');
    else if (key.backspace || key.delete) change([...text].slice(0, -1).join(''));
    else if (!key.ctrl && !key.meta && !key.escape && !key.tab && input !== '') {
      const [line = '', ...more] = input.split(/\r|\n/);
      change((touched ? text : '') + clean(line, false));
      // Pasted with its line end into a terminal that does not mark it, or typed faster than it was read.
      if (more.length > 0) onAccept(latest.current.text);
    }
  });
  // Its first line, and only Enter accepts it.
  usePaste((pasted) => {
    const { text, touched } = latest.current;
    change((touched ? text : '') + clean(pasted.split(/\r|\n/)[0] ?? '', false));
  });
  const room = width - widthOf(unit) - 6;
  const shown = [...state.text].slice(-room).join('');
  return (
    <Box>
      <Text {...theme.current}>{` ${glyphs.pointer} `}</Text>
      <Text>{shown}</Text>
      <Text inverse> </Text>
      {unit !== '' && <Text {...theme.muted}>{` ${unit}`}</Text>}
    </Box>
  );
}
