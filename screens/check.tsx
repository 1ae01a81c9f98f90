import { Box } from 'ink';
import type { ReactNode } from 'react';
import { failures } from '../src/core/check.ts';
import type { ScreenProps } from './screen-props.ts';
import { CheckTable } from './ui/check-table.tsx';
import { useUi } from './ui/context.ts';
import { Line } from './ui/line.tsx';
import { useKeys } from './ui/use-keys.ts';

/** What was found on this host, before any question. */
export function CheckScreen({ session, screen, width, height, send }: ScreenProps<'check'>): ReactNode {
  const { theme } = useUi();
  const { checks } = screen.report;
  useKeys((input, key) => {
    if (key.upArrow || input === 'k') send({ type: 'look-at-row', by: -1 });
    else if (key.downArrow || input === 'j') send({ type: 'look-at-row', by: 1 });
    else if (input === 'd') send({ type: 'show-details' });
    else if (input === 'r') send({ type: 'check-again' });
    else if (key.return) send({ type: 'go-on' });
  });
  const fails = failures(checks).length;
  const words =
    fails > 0
      ? `${fails === 1 ? 'One thing stands' : `${fails} things stand`} in the way. Nothing has been changed.`
      : `Nothing has been changed yet.${screen.kept ? ' Your answers of the last time are kept.' : ''}`;
  const name = session.facts?.os.hostname;
  return (
    <Box flexDirection="column">
      <Box flexDirection="column" height={height - 2}>
        <CheckTable checks={checks} row={screen.row} width={width} height={height - 2} />
      </Box>
      <Line width={width} text="" />
      <Line width={width} text={name === undefined ? words : `${name}: ${words}`} style={fails > 0 ? theme.problem : theme.title} />
    </Box>
  );
}
