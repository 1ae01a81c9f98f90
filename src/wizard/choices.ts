import { tryOnce } from '../bootloaders/words.ts';
import { failures, worst } from '../core/check.ts';
import type { PersonAction } from './action.ts';
import type { FailedScreen, Problem, Session } from './session.ts';

/** One way to go on. The first is what Enter takes. */
export interface Choice {
  readonly label: string;
  readonly detail?: string | undefined;
  readonly action: PersonAction;
}

/** A screen that asks which way to go, in words. */
export interface Fork {
  readonly title: string;
  readonly lines: readonly string[];
  /** Lines by which it was seen: evidence, the last lines of a log. */
  readonly evidence: readonly string[];
  readonly choices: readonly Choice[];
}

const leave: Choice = { label: 'Leave', detail: 'nothing is lost: run archxen to go on', action: { type: 'leave' } };
const change: Choice = {
  label: 'Change the set-up',
  detail: 'other answers, more packages; the review first',
  action: { type: 'set-up-again' },
};
const planAgain: Choice = { ...change, label: 'Plan it again', detail: 'what is missing is written anew; the review first' };
const rollBack: Choice = { label: 'Roll back', detail: 'shows the way back first', action: { type: 'look-at-way-back' } };

/** What can be chosen here; undefined where the screen asks something else. */
export function forkOf(session: Session): Fork | undefined {
  const { screen } = session;
  switch (screen.at) {
    case 'crossroads':
      return crossroads(session);
    case 'failed':
      return failed(screen);
    case 'done':
      return done(session);
    case 'verdict':
      return verdict(session);
    case 'confirm':
      return {
        title: 'Make Xen the default?',
        lines: ['Xen has booted and was verified. Linux stays in the boot menu.'],
        evidence: [],
        choices: [
          { label: 'Yes, boot Xen from now on', action: { type: 'make-default' } },
          { label: 'Not yet', detail: 'Linux stays the default; archxen asks again', action: { type: 'leave' } },
          rollBack,
        ],
      };
    case 'broken':
      return {
        title: 'This did not work',
        lines: problemLines(screen.problem),
        evidence: screen.problem.lines,
        choices: [{ label: 'Try again', action: { type: 'check-again' } }, leave],
      };
    default:
      return undefined;
  }
}

function crossroads(session: Session): Fork | undefined {
  const { screen } = session;
  if (screen.at !== 'crossroads') return undefined;
  const { stage } = screen;
  switch (stage.at) {
    case 'interrupted': {
      const what = stage.rollback ? 'A rollback' : 'A plan';
      const how = stage.failed ? 'failed' : 'was interrupted';
      return {
        title: `${what} ${how} on this host`,
        lines: [`${stage.done} of ${stage.total} changes are done. Nothing is half done that cannot be finished or taken back.`],
        evidence: [],
        choices: [
          {
            label: stage.rollback ? 'Go on with the rollback' : 'Resume',
            detail: 'goes on with the first change not done',
            action: { type: 'resume' },
          },
          ...(stage.rollback ? [] : [rollBack]),
          leave,
        ],
      };
    }
    case 'verified':
      return {
        title: 'Xen was verified, but the next boot would start something else',
        lines: [stage.untried ?? '', `${tryOnce} Linux is still the default.`],
        evidence: [],
        choices: [
          leave,
          { label: 'Reboot now', detail: 'Linux comes up, unless you choose Xen in the menu', action: { type: 'reboot' } },
          change,
          rollBack,
        ],
      };
    case 'fell-back':
      return {
        title: 'The trial boot did not lead into Xen',
        lines: [stage.why, 'Linux is running, as planned for this case. Nothing is broken.'],
        evidence: stage.evidence,
        choices: [{ label: 'Try again', detail: 'check, answers and review once more', action: { type: 'set-up-again' } }, rollBack, leave],
      };
    case 'confirmed-but-linux':
      if (stage.linuxIsDefault)
        return {
          title: 'Linux is the default again',
          lines: ['Xen was confirmed once, and somebody changed the default since. Xen is still in the boot menu.'],
          evidence: [],
          choices: [leave, { label: 'Reboot now', detail: 'choose Xen in the menu', action: { type: 'reboot' } }, change, rollBack],
        };
      return {
        title: 'Xen is the default, but Linux was booted',
        lines: ['Somebody chose Linux in the boot menu, or Xen did not come up.'],
        evidence: [],
        choices: [{ label: 'Reboot into Xen now', action: { type: 'reboot' } }, change, rollBack, leave],
      };
    default:
      return undefined;
  }
}

const problemLines = (problem: Pick<Problem, 'message' | 'hint'>): readonly string[] => [
  problem.message,
  ...(problem.hint === undefined ? [] : [problem.hint]),
];

function failed(screen: FailedScreen): Fork {
  const failure = screen.problem ?? screen.progress.failure;
  const log = screen.progress.failure?.logPath;
  const again: Choice = { label: 'Try again', detail: 'resumes with the change that failed', action: { type: 'resume' } };
  if (screen.outcome === 'stopped')
    return {
      title: 'Stopped',
      lines: ['You stopped it after a whole change. The host is in order, but not yet set up.'],
      evidence: [],
      choices: [
        { label: 'Go on', detail: 'resumes with the next change', action: { type: 'resume' } },
        ...(screen.what === 'rollback' ? [] : [rollBack]),
        leave,
      ],
    };
  const untouched = screen.progress.current === undefined && screen.problem !== undefined;
  return {
    title: untouched ? 'The plan was refused; nothing has been changed' : `${runTitle[screen.what]} failed`,
    lines: [
      ...(failure === undefined ? ['No cause was given.'] : problemLines(failure)),
      ...(log === undefined ? [] : [`The whole log: ${log}`]),
    ],
    evidence: failure?.lines ?? [],
    choices: untouched
      ? [{ label: 'Read the host again', action: { type: 'check-again' } }, leave]
      : [again, ...(screen.what === 'rollback' ? [] : [rollBack]), leave],
  };
}

const runTitle = { setup: 'The set-up', rollback: 'The rollback', confirm: 'Making Xen the default' } as const;

function done(session: Session): Fork | undefined {
  const { screen, answers } = session;
  if (screen.at !== 'done') return undefined;
  const fails = failures(screen.report.checks);
  const [first] = fails;
  if (first !== undefined)
    return {
      title: 'Do not reboot yet: the boot chain check failed',
      lines: [first.hint ?? `${first.title}: ${first.detail}`],
      evidence: [],
      choices: [{ label: 'Check again', action: { type: 'check-again' } }, planAgain, rollBack, leave],
    };
  const kernel = answers === undefined ? '' : ` with ${answers.boot.kernel}`;
  return {
    title: screen.byHand ? 'Reboot now? Choose the Xen entry in the boot menu.' : 'Reboot now into Xen, once, on trial?',
    lines: [
      screen.byHand
        ? `The entry for Xen${kernel} is in the menu. If you do nothing, Linux boots.`
        : `The next boot is Xen${kernel}. The one after it is Linux again, until you confirm.`,
    ],
    evidence: [],
    choices: [
      { label: 'Reboot now', detail: 'then run archxen in dom0', action: { type: 'reboot' } },
      { label: 'Later', detail: 'leave; the host stays ready', action: { type: 'leave' } },
      change,
      rollBack,
    ],
  };
}

function verdict(session: Session): Fork | undefined {
  const { screen } = session;
  if (screen.at !== 'verdict') return undefined;
  const bad = worst(screen.report.checks) === 'fail';
  if (bad)
    return {
      title: 'Verify found something',
      lines: ['Put right what the FAIL rows say, then verify again.'],
      evidence: [],
      choices: [{ label: 'Verify again', action: { type: 'verify' } }, ...(screen.kind === 'foreign' ? [] : [change, rollBack]), leave],
    };
  const on: Choice = { label: 'Go on', action: { type: 'go-on' } };
  return {
    title: screen.kind === 'verify' ? 'Xen runs and was verified' : 'Xen runs',
    lines: [],
    evidence: [],
    choices: screen.kind === 'foreign' ? [on] : screen.kind === 'health' ? [on, change, rollBack] : [on, rollBack],
  };
}
