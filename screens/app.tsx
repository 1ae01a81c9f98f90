import { useWindowSize } from 'ink';
import { type ReactNode, useSyncExternalStore } from 'react';
import type { Action } from '../src/wizard/action.ts';
import type { Wizard } from '../src/wizard/runner.ts';
import type { Session } from '../src/wizard/session.ts';
import { trailOf } from '../src/wizard/trail.ts';
import { CheckScreen } from './check.tsx';
import { ForkScreen } from './fork.tsx';
import { OverlayScreen } from './overlay.tsx';
import { PlanScreen } from './plan.tsx';
import { ReadingScreen } from './reading.tsx';
import { ReportScreen } from './report.tsx';
import { RunningScreen } from './running.tsx';
import { StepScreen } from './step.tsx';
import { Frame } from './ui/frame.tsx';
import { keysOf } from './ui/keys.ts';
import { layoutFor, type Size } from './ui/layout.ts';
import { TooSmall } from './ui/too-small.tsx';
import { useKeys, useNoPaste } from './ui/use-keys.ts';
import { WaitingScreen } from './waiting.tsx';

/** Draws the session of a wizard, and turns keys into actions. */
export function App({ wizard }: { readonly wizard: Wizard }): ReactNode {
  const session = useSyncExternalStore(wizard.subscribe, wizard.getSnapshot);
  const { columns, rows } = useWindowSize();
  const layout = layoutFor(columns, rows, session.banner);
  useNoPaste();
  useKeys((input, key) => {
    const action = globalKey(session, input, key);
    if (action !== undefined) wizard.send(action);
  });
  if (session.screen.at === 'left') return null;
  if (!layout.fits) return <TooSmall columns={columns} rows={rows} />;
  return (
    <Frame layout={layout} trail={trailOf(session)} notice={session.notice} keys={keysOf(session)}>
      <Body session={session} send={wizard.send} {...layout.body} />
    </Frame>
  );
}

interface PressedKey {
  readonly ctrl: boolean;
  readonly escape: boolean;
}

/** Keys that mean the same on every screen. A field to type in keeps the letters to itself. */
function globalKey(session: Session, input: string, key: PressedKey): Action | undefined {
  if (key.ctrl && input === 'c') return { type: 'interrupt' };
  if (key.escape) return { type: session.overlay === undefined ? 'go-back' : 'close-overlay' };
  if (session.overlay !== undefined || isTyping(session)) return undefined;
  if (input === '?') return { type: 'ask-for-help' };
  if (input === 'q') return { type: 'leave' };
  return undefined;
}

function isTyping({ screen }: Session): boolean {
  if (screen.at !== 'step' || screen.view.kind === 'form') return false;
  const { view } = screen;
  const question = view.kind === 'value' ? screen.questions.find((one) => one.path === view.path) : screen.questions[0];
  return question?.kind === 'number' || question?.kind === 'text';
}

function Body({ session, ...rest }: { readonly session: Session; readonly send: (action: Action) => void } & Size): ReactNode {
  const { screen, overlay } = session;
  const props = { session, ...rest };
  if (overlay !== undefined) return <OverlayScreen overlay={overlay} {...props} />;
  switch (screen.at) {
    case 'reading':
      return <ReadingScreen screen={screen} {...props} />;
    case 'check':
      return <CheckScreen screen={screen} {...props} />;
    case 'step':
      return <StepScreen screen={screen} {...props} />;
    case 'review':
    case 'way-back':
      return <PlanScreen screen={screen} {...props} />;
    case 'running':
      return <RunningScreen screen={screen} {...props} />;
    case 'done':
    case 'verdict':
      return <ReportScreen screen={screen} {...props} />;
    case 'crossroads':
    case 'failed':
    case 'confirm':
    case 'broken':
      return <ForkScreen {...props} />;
    default:
      return <WaitingScreen screen={screen} {...props} />;
  }
}
