import { exitCodes } from '../core/error.ts';
import type { Action } from './action.ts';
import { createCollector, type Progress } from './progress.ts';
import { type Next, next, type Rules, show } from './rules.ts';
import type { FailedScreen, RunKind, RunningScreen, Session } from './session.ts';

/** A plan that is being applied, and what can go wrong with it. */
export function reduceRun(_rules: Rules, session: Session, action: Action): Next | undefined {
  const { screen } = session;
  return screen.at === 'running' ? onRunning(session, screen, action) : undefined;
}

/** The screen of a plan that begins now. */
export const running = (what: RunKind): RunningScreen => ({
  at: 'running',
  what,
  progress: createCollector([], 0).snapshot(0),
  stopping: false,
});

function onRunning(session: Session, screen: RunningScreen, action: Action): Next | undefined {
  const stay = (change: Partial<RunningScreen>): Session => ({ ...session, screen: { ...screen, ...change } });
  switch (action.type) {
    case 'run-went-on':
      return next(stay({ progress: action.progress }));
    case 'was-asked':
      return next({ ...stay({ ask: action.ask }), overlay: undefined });
    case 'ask-lapsed':
      return next(stay({ ask: undefined }));
    case 'keep-network':
    case 'take-network-back':
      return screen.ask === undefined ? undefined : next(stay({ ask: undefined }), { type: 'say', yes: action.type === 'keep-network' });
    case 'leave':
    case 'interrupt':
      // The second Ctrl-C is the answer to the question that the first one raised.
      if (session.overlay?.kind === 'stop' && action.type === 'interrupt') return stop(session, screen);
      return screen.stopping ? undefined : next({ ...session, overlay: { kind: 'stop' } });
    case 'stop-after-this-change':
      return stop(session, screen);
    case 'run-ended':
      return ended(session, screen, action.outcome, action.progress);
    case 'run-broke':
      return failed(session, { at: 'failed', what: screen.what, outcome: 'failed', progress: action.progress, problem: action.problem });
    default:
      return undefined;
  }
}

const stop = (session: Session, screen: RunningScreen): Next =>
  screen.stopping ? next(session) : next({ ...session, overlay: undefined, screen: { ...screen, stopping: true } }, { type: 'stop' });

const failed = (session: Session, screen: FailedScreen): Next => show({ ...session, failed: true }, screen);

function ended(
  session: Session,
  screen: RunningScreen,
  outcome: Extract<Action, { type: 'run-ended' }>['outcome'],
  progress: Progress,
): Next {
  const { what } = screen;
  switch (outcome) {
    case 'applied':
      if (what === 'setup') return show(session, { at: 'reading', topics: [], why: 'after-setup' }, { type: 'gather' });
      if (what === 'rollback') return rolledBack(session);
      return show(session, {
        at: 'finished',
        what,
        title: 'Xen is the default',
        lines: [
          'This host boots Xen from now on. Linux stays in the boot menu.',
          'Next: create a guest with `archxen domu create`.',
          'The way back is always `archxen rollback`.',
        ],
        code: exitCodes.ok,
      });
    case 'rolled-back':
      return rolledBack(session);
    case 'stopped':
      return show(session, { at: 'failed', what, outcome: 'stopped', progress });
    case 'failed':
    case 'rollback-incomplete':
      return failed(session, { at: 'failed', what, outcome, progress });
  }
}

function rolledBack(session: Session): Next {
  const underXen = session.facts?.xen.running === true;
  return show(session, {
    at: 'finished',
    what: 'rollback',
    title: 'Rolled back',
    lines: [
      'Every file that archxen touched is as it was, with mode and owner.',
      underXen ? 'This host still runs under Xen: reboot to be back in plain Linux.' : 'No reboot is needed.',
      'To begin anew, run archxen.',
    ],
    code: session.failed ? exitCodes.failedRolledBack : underXen ? exitCodes.rebootNeeded : exitCodes.ok,
  });
}
