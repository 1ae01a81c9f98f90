import { Box } from 'ink';
import type { ReactNode } from 'react';
import { guestKeys } from '../../src/wizard/guests/keys.ts';
import type { GuestsView } from '../../src/wizard/guests/session.ts';
import { ChoiceList } from '../ui/choice-list.tsx';
import { useUi } from '../ui/context.ts';
import { Line, Lines } from '../ui/line.tsx';
import { pad, wrap } from '../ui/text.ts';
import { TextField } from '../ui/text-field.tsx';
import { useKeys } from '../ui/use-keys.ts';
import type { GuestsProps } from './props.ts';

/** Before what cannot be taken back: Enter alone is no. */
export function ConfirmScreen({ view, width, send }: GuestsProps & { readonly view: Extract<GuestsView, { at: 'confirm' }> }): ReactNode {
  const { theme } = useUi();
  const items = [
    { label: `No, leave ${view.name} alone`, action: { type: 'back' } as const },
    { label: `Yes, ${view.verb} ${view.name}`, action: { type: 'yes' } as const },
  ];
  return (
    <Box flexDirection="column">
      <Line width={width} text={`${view.verb} ${view.name}?`} style={theme.title} />
      <Lines width={width} texts={wrap(view.words, width)} />
      <Line width={width} text="" />
      <ChoiceList items={items} width={width} height={2} onChoose={({ action }) => send(action)} />
    </Box>
  );
}

export function TypingScreen({ view, width, send }: GuestsProps & { readonly view: Extract<GuestsView, { at: 'typing' }> }): ReactNode {
  const { theme } = useUi();
  return (
    <Box flexDirection="column">
      <Line width={width} text={view.title} style={theme.title} />
      <Line width={width} text="" />
      <TextField initial={view.value} unit="" replaces={false} width={width} onAccept={(text) => send({ type: 'typed', text })} />
      <Line width={width} text="" />
      <Line width={width} text={`For example: ${view.example}`} style={theme.muted} />
    </Box>
  );
}

export function HelpScreen({ width, height, send }: GuestsProps): ReactNode {
  const { theme } = useUi();
  useKeys((_input, key) => {
    if (key.return) send({ type: 'enter' });
  });
  const rows = [
    ...guestKeys.map(({ key, help }) => [key, help] as const),
    ['n', 'a new guest'] as const,
    ['q', 'leave; guests go on running'] as const,
  ];
  return (
    <Box flexDirection="column">
      {rows.length < height && <Line width={width} text="Keys for the marked guest" style={theme.title} />}
      <Lines width={width} texts={rows.map(([key, help]) => `  ${pad(key, 7)}${help}`)} />
    </Box>
  );
}
