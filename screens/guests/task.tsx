import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { TaskView } from '../../src/wizard/guests/session.ts';
import { ChoiceList } from '../ui/choice-list.tsx';
import { useUi } from '../ui/context.ts';
import { Line } from '../ui/line.tsx';
import { wrap } from '../ui/text.ts';
import { TextField } from '../ui/text-field.tsx';
import { useKeys } from '../ui/use-keys.ts';
import type { GuestsProps } from './props.ts';

/** What a verb says, as it says it; its question below. */
export function TaskScreen({ view, width, height, send }: GuestsProps & { readonly view: TaskView }): ReactNode {
  const { theme } = useUi();
  const { question, exit, title } = view;
  useKeys((_input, key) => {
    if (key.pageUp) send({ type: 'move', by: -10 });
    else if (key.pageDown) send({ type: 'move', by: 10 });
    else if (question === undefined && key.upArrow) send({ type: 'move', by: -1 });
    else if (question === undefined && key.downArrow) send({ type: 'move', by: 1 });
    else if (question === undefined && key.return) send({ type: 'enter' });
  });
  const below = question === undefined ? 1 : 4;
  const rows = view.lines.flatMap((line) => wrap(line, width, '      '));
  const room = height - 2 - below;
  const end = Math.max(Math.min(room, rows.length), rows.length - view.scroll);
  return (
    <Box flexDirection="column">
      <Line width={width} text={title} style={theme.title} />
      <Box flexDirection="column" height={room + 1}>
        {rows.slice(Math.max(0, end - room), end).map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line is known by its place only
          <Line key={index} width={width} text={row} style={row.startsWith('FAIL') ? theme.problem : undefined} />
        ))}
      </Box>
      {question !== undefined && <Ask key={question} question={question} width={width} send={send} />}
      {question === undefined && (
        <Line
          width={width}
          text={exit === undefined ? 'Working ...' : exit === 0 ? 'Done.' : `Ended with exit code ${exit}.`}
          style={exit ? theme.problem : theme.title}
        />
      )}
    </Box>
  );
}

function Ask({ question, width, send }: { readonly question: string; readonly width: number } & Pick<GuestsProps, 'send'>): ReactNode {
  const { theme } = useUi();
  const words = question.replace(/\s*\[[yY]\/[nN]\]\s*$/, '');
  const choice = /\[([yY])\/[nN]\]\s*$/.exec(question);
  if (choice === null) {
    return (
      <Box flexDirection="column">
        <Line width={width} text={words} style={theme.title} />
        <TextField initial="" unit="" replaces={false} width={width} onAccept={(text) => send({ type: 'reply', text })} />
      </Box>
    );
  }
  const items = [
    { label: 'Yes', text: 'y' },
    { label: 'No', text: 'n' },
  ];
  return (
    <Box flexDirection="column">
      <Line width={width} text={words} style={theme.title} />
      <ChoiceList
        items={items}
        initial={choice[1] === 'Y' ? 0 : 1}
        width={width}
        height={2}
        onChoose={({ text }) => send({ type: 'reply', text })}
      />
    </Box>
  );
}
