import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Check } from '../src/core/check.ts';
import type { Overlay } from '../src/wizard/session.ts';
import type { ScreenProps } from './screen-props.ts';
import { ChoiceList } from './ui/choice-list.tsx';
import { useUi } from './ui/context.ts';
import { Line, Lines } from './ui/line.tsx';
import { wrap } from './ui/text.ts';
import { checkWords } from './ui/theme.ts';
import { useKeys } from './ui/use-keys.ts';

type OverlayProps = Omit<ScreenProps, 'screen'> & { readonly overlay: Overlay };

/** What takes the place of the body for a moment: help, the details of a check, the question whether to stop. */
export function OverlayScreen({ overlay, ...props }: OverlayProps): ReactNode {
  switch (overlay.kind) {
    case 'help':
      return <Page title={overlay.title} text={overlay.text.split('\n')} {...props} />;
    case 'check':
      return <Page title={`${checkWords[overlay.check.state]}  ${overlay.check.title}`} text={checkText(overlay.check)} {...props} />;
    case 'stop':
      return <Stop {...props} />;
  }
}

interface PageProps extends Omit<ScreenProps, 'screen'> {
  readonly title: string;
  readonly text: readonly string[];
}

function Page({ title, text, width, height, send }: PageProps): ReactNode {
  const { theme } = useUi();
  useKeys((input, key) => {
    if (key.return || input === '?' || input === 'd' || input === 'q' || input === ' ') send({ type: 'close-overlay' });
  });
  return (
    <Box flexDirection="column">
      <Line width={width} text={title} style={theme.title} />
      <Line width={width} text="" />
      <Lines width={width} texts={text.flatMap((line) => wrap(line, width, '  ')).slice(0, height - 2)} />
    </Box>
  );
}

function checkText(check: Check): readonly string[] {
  return [
    check.detail,
    ...(check.reason === undefined ? [] : ['', `Why it matters: ${check.reason}`]),
    ...(check.hint === undefined ? [] : ['', `Next step: ${check.hint}`]),
    ...(check.evidence === undefined || check.evidence.length === 0 ? [] : ['', 'Seen by:', ...check.evidence.map((line) => `  ${line}`)]),
  ];
}

function Stop({ session, width, send }: Omit<ScreenProps, 'screen'>): ReactNode {
  const { theme } = useUi();
  const { screen } = session;
  const item =
    screen.at === 'running' && screen.progress.current !== undefined ? screen.progress.items[screen.progress.current] : undefined;
  const words = 'archxen brings this change to a clean end first. Then you can go on, roll back or leave; nothing is lost.';
  return (
    <Box flexDirection="column">
      <Line width={width} text="Stop after this change?" style={theme.title} />
      <Line width={width} text="" />
      {item?.title !== undefined && <Line width={width} text={`Now: ${item.title}`} />}
      <Lines width={width} texts={wrap(words, width)} />
      <Line width={width} text="" />
      <ChoiceList items={stopChoices} width={width} height={2} onChoose={(item) => send({ type: item.type })} />
    </Box>
  );
}

const stopChoices = [
  { label: 'Stop after this change', type: 'stop-after-this-change' },
  { label: 'Carry on', type: 'close-overlay' },
] as const;
