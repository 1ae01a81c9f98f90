import { withGuestAnswer } from '../../steps/domu/answer.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { asArchxenError } from '../core/error.ts';
import { completeGuest } from '../domu/defaults.ts';
import type { GuestDraft } from '../domu/guest.ts';
import { uselessMedium } from '../domu/media/useless.ts';
import type { Surroundings } from '../domu/surroundings.ts';
import type { GuestsPort, TaskHands } from '../wizard/guests/port.ts';
import { createGuest } from './domu-create.ts';
import { readGuests } from './domu-list.ts';
import { attachConsole } from './domu-power.ts';
import { lookAtSource, readSurroundings } from './domu-read.ts';
import { domuVerb } from './domu-verb.ts';
import { errorText } from './error-text.ts';
import type { Output } from './output.ts';
import type { Context } from './verb.ts';

/** The guests' screen over the verbs of `archxen domu`: what they say are its lines, what they ask are its questions. */
export function guestsPort(context: Context): GuestsPort {
  let around: Surroundings | undefined;
  // Free memory and links change while the screen stands: each task looks anew.
  const fresh = () => context.road.gatherFor({ bases: 'none' });
  const look = async (): Promise<Surroundings> => {
    around ??= await readSurroundings(context.system, await fresh());
    return around;
  };
  const saying = (hands: TaskHands): Context => ({
    ...context,
    out: sayingTo(hands.say),
    interactive: true,
    options: { ...context.options, yes: false, answers: undefined },
    facts: fresh,
    ask: (question) => hands.ask(question),
    signal: AbortSignal.any([context.signal, hands.signal]),
  });
  const done = async (hands: TaskHands, work: () => Promise<number>): Promise<number> => {
    try {
      return await work();
    } catch (thrown) {
      const error = asArchxenError(thrown);
      for (const line of errorText(error)) hands.say(line);
      return error.exitCode;
    } finally {
      around = undefined;
    }
  };
  return {
    banner: context.road.banner,
    list: () => readGuests(context),
    run: (words, hands) => done(hands, () => domuVerb.run({ ...saying(hands), words })),
    create: (answers, hands) =>
      done(hands, async () => {
        const asked = saying(hands);
        const readInput = async (): Promise<string> => JSON.stringify({ ...answers, name: completeGuest(answers, await look()).name });
        return createGuest({ ...asked, options: { ...asked.options, answers: '-' }, readInput });
      }),
    questions: async (answers) => guestQuestions(await look(), answers),
    answer: async (answers, path, value) => {
      const before = await look();
      const next: GuestDraft = withGuestAnswer(answers, path, value);
      if (path !== 'from') return { answers: next };
      const seen = await lookAtSource(context.system, before, next);
      const useless = uselessMedium(next.from, seen);
      if (useless !== undefined) return { problem: `${useless.reason} ${useless.hint}` };
      around = seen;
      return { answers: next };
    },
    console: async (name) => {
      try {
        const said: string[] = [];
        await attachConsole({ ...context, interactive: true, out: sayingTo((line) => said.push(line), process.stdout) }, name);
        return `Left the console of ${name}.`;
      } catch (thrown) {
        return asArchxenError(thrown).message;
      }
    },
  };
}

function sayingTo(say: (line: string) => void, terminal?: { readonly write: (text: string) => unknown }): Output {
  let ended = false;
  return {
    json: false,
    say: (line) => {
      say(line);
      terminal?.write(`${line}\n`);
    },
    event: () => undefined,
    result: () => {
      ended = true;
    },
    finished: () => ended,
  };
}
