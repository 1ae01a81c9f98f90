import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Screen } from '../src/wizard/session.ts';
import type { ScreenProps } from './screen-props.ts';
import { useUi } from './ui/context.ts';
import { Line, Lines } from './ui/line.tsx';
import { wrap } from './ui/text.ts';
import { useKeys } from './ui/use-keys.ts';

/** Screens that only say something: what archxen waits for, or how it ended. */
export function WaitingScreen({ screen, width, height, send }: ScreenProps): ReactNode {
  const { theme } = useUi();
  useKeys((_input, key) => {
    if (key.return && screen.at === 'finished') send({ type: 'leave' });
  });
  const [title, ...lines] = words(screen);
  return (
    <Box flexDirection="column">
      <Line width={width} text={title ?? ''} style={theme.title} />
      <Line width={width} text="" />
      <Lines width={width} texts={lines.flatMap((text) => wrap(text, width)).slice(0, height - 2)} />
    </Box>
  );
}

function words(screen: Screen): readonly string[] {
  switch (screen.at) {
    case 'rebooting':
      return screen.goingDown
        ? ['The host is going down now.', 'When it is up again, log in and run archxen: it goes on from there.']
        : ['Rebooting ...', 'Xen boots once, on trial. If it does not come up, a reset leads back to Linux.'];
    case 'verifying':
      return ['Verifying the running host ...', 'Reading what runs and comparing it with the plan. This takes a few seconds.'];
    case 'looking-back':
      return ['Reading the journal ...'];
    case 'finished':
      return [screen.title, ...screen.lines, ' ', 'Press Enter to leave.'];
    default:
      return [];
  }
}
