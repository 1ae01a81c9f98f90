import { Box } from 'ink';
import type { ReactNode } from 'react';
import { forkOf } from '../src/wizard/choices.ts';
import { ForkScreen } from './fork.tsx';
import type { ScreenProps } from './screen-props.ts';
import { CheckTable } from './ui/check-table.tsx';
import { Rule } from './ui/line.tsx';
import { wrap } from './ui/text.ts';
import { useKeys } from './ui/use-keys.ts';

/** A report above, and below it the question that follows from it: chain check and verify. */
export function ReportScreen(props: ScreenProps<'done' | 'verdict'>): ReactNode {
  const { session, screen, width, height, send } = props;
  useKeys((input, key) => {
    if (key.pageUp || input === 'K') send({ type: 'look-at-row', by: -1 });
    else if (key.pageDown || input === 'J') send({ type: 'look-at-row', by: 1 });
    else if (input === 'd') send({ type: 'show-details' });
  });
  const fork = forkOf(session);
  if (fork === undefined) return null;
  const words = [fork.title, ...fork.lines].flatMap((text) => wrap(text, width)).length;
  const below = Math.min(words + fork.choices.length + (fork.lines.length > 0 ? 2 : 1), height - 3);
  const above = height - below - 1;
  return (
    <Box flexDirection="column">
      <Box flexDirection="column" height={above}>
        <CheckTable checks={screen.report.checks} row={screen.row} width={width} height={above} />
      </Box>
      <Rule width={width} title={screen.at === 'done' ? 'The boot chain was checked' : 'What was found on the running host'} />
      <ForkScreen session={session} width={width} height={below} send={send} />
    </Box>
  );
}
