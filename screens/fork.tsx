import { Box } from 'ink';
import type { ReactNode } from 'react';
import { forkOf } from '../src/wizard/choices.ts';
import type { ScreenProps } from './screen-props.ts';
import { ChoiceList } from './ui/choice-list.tsx';
import { useUi } from './ui/context.ts';
import { Line, Lines } from './ui/line.tsx';
import { wrap } from './ui/text.ts';

/** A screen that says something and asks which way to go. */
export function ForkScreen({ session, width, height, send }: Omit<ScreenProps, 'screen'>): ReactNode {
  const { theme } = useUi();
  const fork = forkOf(session);
  if (fork === undefined) return null;
  const title = wrap(fork.title, width);
  const lines = fork.lines.flatMap((text) => wrap(text, width)).slice(0, Math.max(0, height - fork.choices.length - title.length - 2));
  const room = height - fork.choices.length - title.length - lines.length - 3;
  const evidence = room > 0 ? fork.evidence.slice(-room) : [];
  return (
    <Box flexDirection="column">
      <Lines width={width} texts={title} style={theme.title} />
      <Line width={width} text="" />
      <Lines width={width} texts={lines} />
      {evidence.length > 0 && <Line width={width} text="" />}
      <Lines width={width} texts={evidence.map((text) => `  ${text}`)} style={theme.muted} />
      {(lines.length > 0 || evidence.length > 0) && <Line width={width} text="" />}
      <ChoiceList
        key={fork.title}
        items={fork.choices}
        width={width}
        height={fork.choices.length}
        onChoose={(choice) => send(choice.action)}
      />
    </Box>
  );
}
