import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { ScreenProps } from './screen-props.ts';
import { useUi } from './ui/context.ts';
import { Line } from './ui/line.tsx';

const words = {
  start: 'Reading this host. Nothing is changed.',
  check: 'Reading this host again. Nothing is changed.',
  again: 'Reading this host, and what can be added to it. Nothing is changed.',
  'after-setup': 'All changes are done. Following the boot entry to see that it can boot.',
  'after-reboot': 'The host is up again. Reading where it stands.',
} as const;

/** The topics as they are read. */
export function ReadingScreen({ screen, width, height }: ScreenProps<'reading'>): ReactNode {
  const { glyphs, theme } = useUi();
  const shown = screen.topics.slice(-(height - 3));
  return (
    <Box flexDirection="column">
      <Line width={width} text={words[screen.why]} style={theme.title} />
      <Line width={width} text="" />
      {shown.map((topic, index) => {
        const last = index === shown.length - 1;
        return <Line key={topic} width={width} text={`  ${last ? glyphs.running : glyphs.done} ${topic}${last ? ' ...' : ''}`} />;
      })}
    </Box>
  );
}
