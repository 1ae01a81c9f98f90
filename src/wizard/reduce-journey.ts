import { worst } from '../core/check.ts';
import { exitCodes } from '../core/error.ts';
import type { Action } from './action.ts';
import { toConfirm } from './arrive.ts';
import { forkOf } from './choices.ts';
import { planView } from './plan-view.ts';
import { running } from './reduce-run.ts';
import { type Next, next, type Rules, show } from './rules.ts';
import type { Screen, Session } from './session.ts';

/** Between and after the runs: crossroads, reboot, verify, confirm, and the way back. */
export function reduceJourney(rules: Rules, session: Session, action: Action): Next | undefined {
  const { screen } = session;
  switch (action.type) {
    case 'look-at-row':
      return withRow(session, action.by);
    case 'show-details':
      return details(session);
    case 'resume':
      return canResume(screen) ? show(session, running(runKind(screen)), { type: 'resume' }) : undefined;
    case 'set-up-again':
      return offers(session, action.type)
        ? show({ ...session, again: true }, { at: 'reading', topics: [], why: 'again' }, { type: 'gather', again: true })
        : undefined;
    case 'look-at-way-back':
      return leadsBack(screen) ? show(session, { at: 'looking-back', back: screen }, { type: 'read-way-back' }) : undefined;
    case 'way-back-was-read':
      if (screen.at !== 'looking-back') return undefined;
      return action.plan === undefined
        ? next({ ...session, screen: screen.back, notice: 'There is nothing to roll back.' })
        : show(session, { at: 'way-back', view: planView(rules, session.facts, action.plan, 0), back: screen.back });
    case 'check-again':
      return screen.at === 'done' || screen.at === 'failed' || screen.at === 'broken' ? again(session, screen) : undefined;
    case 'reboot':
      return mayReboot(screen) ? show(session, { at: 'rebooting', goingDown: false }, { type: 'reboot' }) : undefined;
    case 'host-goes-down':
      return screen.at === 'rebooting' ? show(session, { at: 'rebooting', goingDown: true }) : undefined;
    case 'host-came-back':
      return screen.at === 'rebooting' ? show(session, { at: 'reading', topics: [], why: 'after-reboot' }, { type: 'gather' }) : undefined;
    case 'verify':
      return screen.at === 'verdict' ? show(session, { at: 'verifying', kind: screen.kind }, { type: 'verify' }) : undefined;
    case 'host-was-verified':
      return screen.at === 'verifying'
        ? show(
            { ...session, facts: action.facts },
            { at: 'verdict', kind: screen.kind, report: action.report, row: 0, stage: action.stage },
          )
        : undefined;
    case 'make-default':
      return screen.at === 'confirm' ? show(session, running('confirm'), { type: 'confirm' }) : undefined;
    case 'go-on':
      return goOn(session);
    default:
      return undefined;
  }
}

function goOn(session: Session): Next | undefined {
  const { screen } = session;
  if (screen.at === 'verdict') {
    if (screen.kind === 'verify') return worst(screen.report.checks) === 'fail' ? undefined : toConfirm(session, screen.stage);
    return show(session, {
      at: 'finished',
      what: 'confirm',
      title: screen.kind === 'health' ? 'Xen runs, and is the default' : 'Xen runs here, set up by others',
      lines:
        screen.kind === 'health'
          ? ['Create a guest with `archxen domu create`, see them with `archxen domu list`.', 'The way back is always `archxen rollback`.']
          : ['archxen did not set this up and changes nothing.', 'Guests can be made with `archxen domu create`.'],
      code: worst(screen.report.checks) === 'fail' ? exitCodes.verifyFailed : exitCodes.ok,
    });
  }
  return undefined;
}

function withRow(session: Session, by: number): Next | undefined {
  const { screen } = session;
  if (screen.at !== 'check' && screen.at !== 'done' && screen.at !== 'verdict') return undefined;
  const last = screen.report.checks.length - 1;
  return next({ ...session, notice: undefined, screen: { ...screen, row: Math.max(0, Math.min(screen.row + by, last)) } });
}

function details(session: Session): Next | undefined {
  const { screen } = session;
  if (screen.at !== 'check' && screen.at !== 'done' && screen.at !== 'verdict') return undefined;
  const check = screen.report.checks[screen.row];
  return check === undefined ? undefined : next({ ...session, overlay: { kind: 'check', check } });
}

const offers = (session: Session, type: Action['type']): boolean =>
  forkOf(session)?.choices.some(({ action }) => action.type === type) === true;

const canResume = (screen: Screen): boolean => screen.at === 'failed' || (screen.at === 'crossroads' && screen.stage.at === 'interrupted');

const runKind = (screen: Screen): 'setup' | 'rollback' | 'confirm' => {
  if (screen.at === 'failed') return screen.what;
  return screen.at === 'crossroads' && screen.stage.at === 'interrupted' && screen.stage.rollback ? 'rollback' : 'setup';
};

const leadsBack = (screen: Screen): boolean => ['failed', 'crossroads', 'done', 'verdict', 'confirm'].includes(screen.at);

const mayReboot = (screen: Screen): boolean =>
  (screen.at === 'done' && worst(screen.report.checks) !== 'fail') ||
  (screen.at === 'crossroads' && ['confirmed-but-linux', 'verified'].includes(screen.stage.at));

function again(session: Session, screen: Screen): Next {
  if (screen.at === 'broken' && screen.again === 'verify') return show(session, { at: 'verifying', kind: 'verify' }, { type: 'verify' });
  if (screen.at === 'broken' && screen.again === 'reboot') return show(session, { at: 'rebooting', goingDown: false }, { type: 'reboot' });
  const why = screen.at === 'failed' ? 'check' : 'start';
  return show(session, { at: 'reading', topics: [], why }, { type: 'gather', again: session.again });
}
