import type { Ask } from '../core/event.ts';
import type { Hands } from '../wizard/port.ts';
import type { Context } from './verb.ts';

/** Hands of a run without a wizard: on a terminal the person is asked; without one, what is heard decides. */
export const unattendedHands = (context: Context): Hands => ({
  signal: context.signal,
  ask: (question) => (context.options.yes || !context.interactive ? withoutPerson(context, question) : byWord(context, question)),
});

/**
 * By then the engine has read back that the bridge has the address and the route that the uplink had, and that the gateway answers.
 * Where somebody is connected by ssh over the uplink, something must have come from there over the new network too. Whether this very
 * run was started over ssh is not asked: sudo, a timer or a terminal that was left open would hide it.
 */
async function withoutPerson({ out }: Pick<Context, 'out'>, { message, heard }: Ask): Promise<boolean> {
  if ((await heard?.()) === false) {
    out.say('  Nothing came over the ssh connections to this host since the change: it is taken back.');
    return false;
  }
  out.say(`  ${message} Kept, as the read-back is good.`);
  return true;
}

/** Words, and no bare Enter: that is what one presses when nothing seems to happen. */
const keeps: readonly string[] = ['y', 'yes', 'keep'];
const takesBack: readonly string[] = ['n', 'no'];

async function byWord({ ask, forgetTyped }: Pick<Context, 'ask' | 'forgetTyped'>, { message, deadline }: Ask): Promise<boolean> {
  // The question lapses with the window; by then a timer outside archxen has taken the network back.
  const lapsed = AbortSignal.timeout(Math.max(0, deadline - Date.now()));
  const howTo = 'Type y to keep it, n to take it back: ';
  // What was typed before, perhaps over the old network, says nothing of the new one.
  forgetTyped();
  for (let prompt = `${message} ${howTo}`; ; prompt = `That is neither. ${howTo}`) {
    const answer = (await ask(prompt, lapsed))?.trim().toLowerCase();
    if (answer === undefined || takesBack.includes(answer)) return false;
    if (keeps.includes(answer)) return true;
  }
}
