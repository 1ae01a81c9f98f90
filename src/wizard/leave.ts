import { tryOnce } from '../bootloaders/words.ts';
import { failures, worst } from '../core/check.ts';
import { type ExitCode, errorCodes, exitCodes } from '../core/error.ts';
import type { Stage } from '../core/stage.ts';
import type { Outcome, Session } from './session.ts';

/** How the wizard ends when it is left here: the exit code, and the last words for the primary screen. */
export function outcomeOf(session: Session, interrupted: boolean): Outcome {
  const { screen } = session;
  const { code, words } = leaving(session);
  if (screen.at === 'finished') return { code, words };
  return { code: interrupted ? exitCodes.interrupted : code, words };
}

const outcome = (code: ExitCode, ...words: readonly string[]): Outcome => ({ code, words });

const verified = (stage: Stage): readonly string[] =>
  stage.at === 'verified' && stage.untried !== undefined
    ? ['Verified. Linux is still the default.', `${stage.untried} ${tryOnce}`]
    : ['Verified. Linux is still the default: `archxen confirm` makes it Xen.'];

const nothing = 'Nothing has been changed.';

/** On a host that is set up the next visit begins with what it is set up with. */
const kept = ({ again }: Session): string => (again ? 'The host stays as it is set up.' : 'Your answers are kept: run archxen to go on.');

function leaving(session: Session): Outcome {
  const { screen } = session;
  switch (screen.at) {
    case 'check': {
      const fails = failures(screen.report.checks);
      if (fails.length === 0) return outcome(exitCodes.ok, nothing, 'Run archxen to go on.');
      return outcome(exitCodes.refused, nothing, ...fails.map((check) => `FAIL  ${check.title}: ${check.hint ?? check.detail}`));
    }
    case 'step':
      return outcome(exitCodes.ok, nothing, kept(session));
    case 'review':
      if (screen.problem !== undefined) return outcome(errorCodes[screen.problem.code].exit, nothing, screen.problem.message);
      return outcome(screen.refused.length > 0 ? exitCodes.refused : exitCodes.ok, nothing, kept(session));
    case 'running':
      return outcome(exitCodes.interrupted, 'The plan was interrupted: run archxen to resume it or to roll it back.');
    case 'failed':
      return leftFailed(session);
    case 'done':
      return worst(screen.report.checks) === 'fail'
        ? outcome(
            exitCodes.refused,
            'The boot chain check failed: do not reboot before it passes.',
            'Run archxen to look at it or to roll back.',
          )
        : outcome(exitCodes.rebootNeeded, 'Set up. Reboot into Xen when it suits you, then run archxen in dom0.');
    case 'crossroads':
      if (screen.stage.at === 'verified') return outcome(exitCodes.ok, ...verified(screen.stage));
      return screen.stage.at === 'fell-back'
        ? outcome(exitCodes.verifyFailed, screen.stage.why, 'Run archxen to try again or to roll back.')
        : outcome(exitCodes.ok, 'Nothing was changed now. Run archxen to go on.');
    case 'rebooting':
      return outcome(exitCodes.ok, 'The host reboots. Run archxen when it is up again.');
    case 'verdict': {
      const fails = failures(screen.report.checks);
      if (fails.length > 0)
        return outcome(exitCodes.verifyFailed, ...fails.map((check) => `FAIL  ${check.title}: ${check.hint ?? check.detail}`));
      return screen.kind === 'verify' ? outcome(exitCodes.ok, ...verified(screen.stage)) : outcome(exitCodes.ok, 'Xen runs.');
    }
    case 'confirm':
      return outcome(exitCodes.ok, 'Linux stays the default. `archxen confirm` makes it Xen.');
    case 'finished':
      return outcome(screen.code, `${screen.title}.`, ...screen.lines);
    case 'broken': {
      const { problem } = screen;
      return outcome(errorCodes[problem.code].exit, problem.message, ...(problem.hint === undefined ? [] : [problem.hint]));
    }
    case 'way-back':
      return outcome(exitCodes.ok, 'Nothing was rolled back.');
    default:
      return outcome(exitCodes.ok);
  }
}

function leftFailed(session: Session): Outcome {
  const { screen } = session;
  if (screen.at !== 'failed') return outcome(exitCodes.ok);
  const failure = screen.problem ?? screen.progress.failure;
  if (screen.outcome === 'stopped')
    return outcome(exitCodes.interrupted, 'Stopped after a whole change.', 'Run archxen to resume, or `archxen rollback` to go back.');
  const words = failure === undefined ? [] : [failure.message];
  if (screen.progress.current === undefined && screen.problem !== undefined)
    return outcome(errorCodes[screen.problem.code].exit, ...words, nothing);
  return outcome(exitCodes.failedIncomplete, ...words, 'Run archxen to resume, or `archxen rollback` to go back.');
}
