import { asArchxenError } from '../core/error.ts';
import type { Run } from '../engine/records.ts';
import { errorText } from './error-text.ts';
import { follow } from './progress.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Context } from './verb.ts';

/**
 * What follows on an unattended apply that failed: what it did is taken back. Only where it began the run: the way back of a run is
 * the way back of all its plans, and other answers that could not be applied are no reason to take a working Xen from a host.
 * True: the host is as it was.
 */
export async function takenBack(context: Context, run: Run | undefined): Promise<boolean> {
  const { out } = context;
  if (run !== undefined && run.plans.length > 1) {
    out.say('Not taken back by itself: what was set up here before would go with it. Of that, nothing was taken back.');
    out.say('archxen goes on where it stopped; archxen rollback takes back all that archxen did on this host.');
    return false;
  }
  out.say('Rolling back what was done.');
  try {
    const { outcome } = await follow(context.road.rollBack(unattendedHands(context)), out);
    if (outcome === 'rolled-back') return true;
  } catch (thrown) {
    // By itself such an error may say that nothing was changed, which was true only before the apply.
    const error = asArchxenError(thrown);
    out.event('error', { code: error.code, message: error.message, hint: error.hint, path: error.path, lines: error.lines });
    for (const line of errorText(error)) out.say(line);
  }
  out.say('The way back is not finished; run archxen rollback again.');
  return false;
}
