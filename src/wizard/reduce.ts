import type { Action } from './action.ts';
import { arrive } from './arrive.ts';
import { helpOf } from './help.ts';
import { outcomeOf } from './leave.ts';
import { problemOf } from './problem.ts';
import { reduceJourney } from './reduce-journey.ts';
import { reduceRun } from './reduce-run.ts';
import { reduceSetUp } from './reduce-set-up.ts';
import { type Next, next, type Rules, show } from './rules.ts';
import type { Session } from './session.ts';

/** The first state: the host is being read. */
export const firstSession = (rules: Rules): Next =>
  next(
    {
      screen: { at: 'reading', topics: [], why: 'start' },
      banner: rules.road.banner,
      titles: [],
      failed: false,
      again: false,
      hungUp: false,
    },
    { type: 'gather' },
  );

/** What follows from an action. Pure; what does not fit the screen changes nothing. */
export function reduce(rules: Rules, session: Session, action: Action): Next {
  if (session.screen.at === 'left') return next(session);
  const on = action.type === 'hang-up' ? hangUp(session) : follow(rules, session, action);
  const { screen, hungUp } = on.session;
  if (!hungUp || screen.at === 'running' || screen.at === 'left') return on;
  return leave(on.session, true);
}

function follow(rules: Rules, session: Session, action: Action): Next {
  try {
    return (
      everywhere(rules, session, action) ??
      reduceSetUp(rules, session, action) ??
      reduceRun(rules, session, action) ??
      reduceJourney(rules, session, action) ??
      next(session)
    );
  } catch (thrown) {
    return show(session, { at: 'broken', problem: problemOf(thrown), again: 'read' });
  }
}

/** A change that is being applied is brought to its end first; what it asks is answered by no. */
function hangUp(session: Session): Next {
  const { screen } = session;
  const gone = { ...session, hungUp: true };
  if (screen.at !== 'running') return next(gone);
  return next({ ...gone, screen: { ...screen, stopping: true, ask: undefined } }, { type: 'stop' }, { type: 'say', yes: false });
}

const leave = (session: Session, interrupted: boolean): Next =>
  show(session, { at: 'left' }, { type: 'leave', outcome: outcomeOf(session, interrupted) });

function everywhere(rules: Rules, session: Session, action: Action): Next | undefined {
  const { screen } = session;
  switch (action.type) {
    case 'ask-for-help':
      return next({ ...session, overlay: { kind: 'help', ...helpOf(session) } });
    case 'close-overlay':
      return next({ ...session, overlay: undefined });
    case 'leave':
    case 'interrupt':
      return screen.at === 'running' ? undefined : leave(session, action.type === 'interrupt');
    case 'topic-began':
      return screen.at === 'reading' ? next({ ...session, screen: { ...screen, topics: [...screen.topics, action.topic] } }) : undefined;
    case 'host-was-read':
      return screen.at === 'reading' ? arrive(rules, session, action.arrival, screen.why) : undefined;
    case 'side-effect-failed':
      return next({ ...session, notice: action.problem.message });
    case 'effect-failed':
      return show(session, {
        at: 'broken',
        problem: action.problem,
        again: action.effect === 'verify' || action.effect === 'reboot' ? action.effect : 'read',
      });
    default:
      return undefined;
  }
}
