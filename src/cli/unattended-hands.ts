import type { Hands } from '../wizard/port.ts';
import type { Context } from './verb.ts';

/**
 * Hands of a run without a wizard. On a terminal the person is asked; without one, the network is kept: by then the
 * engine has read back that the bridge has the address and the route that the uplink had, and that the gateway answers.
 * Where somebody is connected by ssh over the uplink, something must have come from there over the new network too. Whether this very
 * run was started over ssh is not asked: sudo, a timer or a terminal that was left open would hide it.
 */
export const unattendedHands = ({ signal, interactive, options, ask, out }: Context): Hands => ({
  signal,
  ask: async (question) => {
    if (options.yes || !interactive) {
      if ((await question.heard?.()) === false) {
        out.say('  Nothing came over the ssh connections to this host since the change: it is taken back.');
        return false;
      }
      out.say(`  ${question.message} Kept, as the read-back is good.`);
      return true;
    }
    // The question lapses with the window; by then a timer outside archxen has taken the network back.
    const lapsed = AbortSignal.timeout(Math.max(0, question.deadline - Date.now()));
    const answer = await ask(`${question.message} Press Enter to keep it, n to take it back. `, lapsed);
    return answer !== undefined && answer.trim().toLowerCase() !== 'n';
  },
});
