import type { Hands } from '../wizard/port.ts';
import type { Context } from './verb.ts';

/**
 * Hands of a run without a wizard. On a terminal the person is asked; without one, the network is kept: by then the
 * engine has read back that the bridge has the address and the route that the uplink had, and that the gateway answers.
 * Over ssh something must have come from there over the new network too: what archxen prints is acknowledged by the other end.
 */
export const unattendedHands = ({ signal, interactive, options, ask, out }: Context): Hands => ({
  signal,
  ask: async (question) => {
    if (options.yes || !interactive) {
      if (process.env['SSH_CONNECTION'] !== undefined && (await question.heard?.()) === false) {
        out.say('  Nothing came over your ssh connection since the change: it is taken back.');
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
