import { Box } from 'ink';
import { type ReactNode, useRef, useState } from 'react';
import type { Json } from '../../src/core/json.ts';
import type { Question } from '../../src/core/question.ts';
import { sameJson } from '../../src/wizard/answer.ts';
import { Remark } from './choice-list.tsx';
import { useUi } from './context.ts';
import { Line } from './line.tsx';
import { pad, widthOf } from './text.ts';
import { useKeys } from './use-keys.ts';

interface MultiListProps {
  readonly question: Extract<Question, { kind: 'multiselect' }>;
  readonly width: number;
  readonly onAccept: (value: readonly Json[]) => void;
}

/** A list of which any number are chosen with Space; Enter accepts. */
export function MultiList({ question, width, onAccept }: MultiListProps): ReactNode {
  const { glyphs, theme } = useUi();
  const { options } = question;
  const [state, setState] = useState({
    cursor: 0,
    chosen: options.map((option) => question.value.some((one) => sameJson(one, option.value))),
  });
  // Keys can come faster than renders.
  const latest = useRef(state);
  const change = (next: typeof state): void => {
    latest.current = next;
    setState(next);
  };
  useKeys((input, key) => {
    const { cursor, chosen } = latest.current;
    const count = options.length;
    if (key.upArrow || input === 'k') change({ chosen, cursor: (cursor + count - 1) % count });
    else if (key.downArrow || input === 'j') change({ chosen, cursor: (cursor + 1) % count });
    else if (input === ' ' && options[cursor]?.unavailable === undefined)
      change({ cursor, chosen: chosen.map((one, index) => (index === cursor ? !one : one)) });
    else if (key.return) onAccept(options.filter((_option, index) => chosen[index]).map((option) => option.value));
  });
  const wide = Math.max(...options.map((option) => widthOf(option.label)));
  const marked = options[state.cursor];
  const remark = marked?.unavailable ?? marked?.detail;
  return (
    <Box flexDirection="column">
      {options.map((option, index) => {
        const here = index === state.cursor;
        const box = option.unavailable !== undefined ? '[-]' : state.chosen[index] ? '[x]' : '[ ]';
        const detail = option.unavailable === undefined ? option.detail : `not possible: ${option.unavailable}`;
        const text = ` ${here ? glyphs.pointer : ' '} ${box} ${detail === undefined ? option.label : `${pad(option.label, wide)}   ${detail}`}`;
        return <Line key={option.label} width={width} text={text} style={here ? theme.current : undefined} />;
      })}
      {remark !== undefined && wide + 10 + widthOf(remark) > width && <Remark width={width} text={remark} />}
    </Box>
  );
}
