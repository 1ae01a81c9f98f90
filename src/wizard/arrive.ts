import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import type { Stage } from '../core/stage.ts';
import type { Arrival } from './action.ts';
import { type Next, type Rules, show } from './rules.ts';
import type { ReadingReason, Session } from './session.ts';
import { askingTitles, toCheck } from './walk.ts';

/** Where to go now that the host was read. */
export function arrive(rules: Rules, session: Session, arrival: Arrival, why: ReadingReason): Next {
  const { facts, stage, kept, run } = arrival;
  if (why === 'check') return toCheck(rules, session, facts, session.answers ?? rules.road.defaults(facts), false);
  if (why === 'again' && run !== undefined && stage.at !== 'interrupted') return toCheck(rules, session, facts, run, false);
  const answers = (stage.at === 'fresh' ? undefined : run) ?? session.answers ?? kept ?? rules.road.defaults(facts);
  // What was set up a moment ago needs no prompt any more; the road on the screen stays the one that was walked.
  const titles = why === 'after-setup' ? session.titles : askingTitles(rules, facts, answers);
  const here: Session = { ...session, facts, answers, titles, again: false };
  switch (stage.at) {
    case 'fresh':
      return why === 'after-setup' ? nothingLeft(here) : toCheck(rules, here, facts, answers, kept !== undefined);
    case 'armed':
      return toDone(rules, here, facts, answers);
    case 'in-dom0':
      return show(here, { at: 'verifying', kind: 'verify' }, { type: 'verify' });
    case 'verified':
      return toConfirm(here, stage);
    case 'confirmed':
      return show(here, { at: 'verifying', kind: 'health' }, { type: 'verify' });
    case 'foreign-xen':
      return show(here, { at: 'verifying', kind: 'foreign' }, { type: 'verify' });
    case 'confirmed-but-linux':
      return isArmed(rules, facts, answers) ? toDone(rules, here, facts, answers) : show(here, { at: 'crossroads', stage });
    case 'interrupted':
    case 'fell-back':
      return show(here, { at: 'crossroads', stage });
  }
}

/** Whether to make Xen the default is asked only where it may become it. */
export const toConfirm = (session: Session, stage: Stage): Next =>
  show(session, stage.at === 'verified' && stage.untried !== undefined ? { at: 'crossroads', stage } : { at: 'confirm' });

/** Where Linux was made the default by hand, the journal does not tell another trial from the confirmed Xen; the one-time entry does. */
const isArmed = (rules: Rules, facts: Facts, answers: Answers): boolean =>
  rules.road.chain(facts, answers).checks.some(({ id, state }) => id === 'boot.chain.once' && state === 'pass');

const nothingLeft = (session: Session): Next =>
  show(session, {
    at: 'finished',
    what: 'setup',
    title: 'Done',
    lines: ['The host is as the plan says, and no reboot is needed.'],
    code: 0,
  });

/** The chain check, and the question whether to reboot. */
function toDone(rules: Rules, session: Session, facts: Facts, answers: Answers): Next {
  const report = rules.road.chain(facts, answers);
  const row = Math.max(
    0,
    report.checks.findIndex((check) => check.state === 'fail'),
  );
  return show(session, { at: 'done', report, row, byHand: answers.boot.trial === 'by-hand' || answers.boot.loader === 'none' });
}
