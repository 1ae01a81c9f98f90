import { useWindowSize } from 'ink';
import { type ReactNode, useSyncExternalStore } from 'react';
import { guestKeys } from '../../src/wizard/guests/keys.ts';
import type { Guests } from '../../src/wizard/guests/runner.ts';
import type { GuestsSession } from '../../src/wizard/guests/session.ts';
import { Frame } from '../ui/frame.tsx';
import type { KeyHint } from '../ui/keys.ts';
import { layoutFor } from '../ui/layout.ts';
import { TooSmall } from '../ui/too-small.tsx';
import { useKeys, useNoPaste } from '../ui/use-keys.ts';
import { CreateScreen } from './create.tsx';
import { ConfirmScreen, HelpScreen, TypingScreen } from './dialogs.tsx';
import { GuestList } from './list.tsx';
import type { GuestsProps } from './props.ts';
import { TaskScreen } from './task.tsx';

/** Draws the screen of guests, and turns keys into actions. */
export function GuestsApp({ guests }: { readonly guests: Guests }): ReactNode {
  const session = useSyncExternalStore(guests.subscribe, guests.getSnapshot);
  const { columns, rows } = useWindowSize();
  const layout = layoutFor(columns, rows, session.banner);
  useNoPaste();
  useKeys((input, key) => {
    if (key.ctrl && input === 'c') guests.send({ type: 'leave' });
    else if (key.escape) guests.send({ type: 'back' });
  });
  if (session.view.at === 'left' || session.view.at === 'console') return null;
  if (!layout.fits) return <TooSmall columns={columns} rows={rows} />;
  return (
    <Frame layout={layout} trail={{ labels: ['Guests'], at: 0 }} notice={session.notice} keys={keysOf(session)}>
      <Body session={session} send={guests.send} {...layout.body} />
    </Frame>
  );
}

function Body(props: GuestsProps): ReactNode {
  const { view } = props.session;
  switch (view.at) {
    case 'help':
      return <HelpScreen {...props} />;
    case 'confirm':
      return <ConfirmScreen view={view} {...props} />;
    case 'typing':
      return <TypingScreen view={view} {...props} />;
    case 'task':
      return <TaskScreen view={view} {...props} />;
    case 'create':
      return <CreateScreen view={view} {...props} />;
    default:
      return <GuestList {...props} />;
  }
}

const hint = (key: string, what: string): KeyHint => ({ key, what });

function keysOf({ view, rows }: GuestsSession): readonly KeyHint[] {
  switch (view.at) {
    case 'list':
      if (rows?.length === 0) return [hint('Enter', 'new guest'), hint('?', 'help'), hint('q', 'leave')];
      return [hint('n', 'new'), hint('?', 'all keys'), hint('q', 'leave'), ...guestKeys.map(({ key, what }) => hint(key, what))];
    case 'task':
      if (view.question !== undefined) return [hint('Enter', 'choose'), hint('PgUp/PgDn', 'scroll'), hint('Esc', 'no')];
      return view.exit === undefined ? [hint('Ctrl-C', 'stop waiting')] : [hint('Enter', 'back to the list'), hint('PgUp/PgDn', 'scroll')];
    case 'create':
      if (typeof view.step === 'number') return [hint('Enter', 'accept'), hint('Tab', 'other values'), hint('Esc', 'back')];
      return [hint('Enter', 'choose'), hint('Esc', 'back')];
    case 'typing':
      return [hint('Enter', 'do it'), hint('Esc', 'back')];
    default:
      return [hint('Enter', 'choose'), hint('Esc', 'back')];
  }
}
