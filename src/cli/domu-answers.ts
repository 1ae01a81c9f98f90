import { withGuestAnswer } from '../../steps/domu/answer.ts';
import { guestQuestions } from '../../steps/domu/questions.ts';
import { ArchxenError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import type { Question } from '../core/question.ts';
import { checkGuestAnswers, parseGuestAnswers } from '../domu/answers-text.ts';
import type { GuestAnswers, GuestDraft } from '../domu/guest.ts';
import { uselessMedium } from '../domu/media/useless.ts';
import type { Surroundings } from '../domu/surroundings.ts';
import { lookAtSource } from './domu-read.ts';
import type { Context } from './verb.ts';

/** Answers, and the surroundings with what their source holds. */
interface Answered {
  readonly answers: GuestAnswers;
  readonly around: Surroundings;
}

/** The answers for a new guest: from --answers, or asked for line by line. */
export async function guestAnswers(context: Context, around: Surroundings): Promise<Answered> {
  const { options, interactive, readInput, outside, system } = context;
  const looked = async (answers: GuestAnswers): Promise<Answered> => {
    const seen = await lookAtSource(system, around, answers);
    refuseUseless(answers, seen);
    return { answers, around: seen };
  };
  if (options.answers === '-') return looked(parseGuestAnswers(await readInput()));
  if (options.answers !== undefined) {
    const bytes = await outside.read(options.answers);
    if (bytes === undefined) {
      throw new ArchxenError('answers-unreadable', 'There is no such answers file.', { path: options.answers, hint: 'Correct the path.' });
    }
    return looked(parseGuestAnswers(Buffer.from(bytes).toString('utf8')));
  }
  if (interactive) return asked(context, around);
  throw new ArchxenError('usage', 'archxen domu create has no terminal to ask on.', {
    hint: 'Give the answers: archxen domu create --answers FILE --yes. {"v":1,"name":"web"} takes the defaults.',
  });
}

/** Throws `guest-invalid` where `from` holds nothing to make a guest from. A source that says its own path is judged by its checks. */
function refuseUseless({ from, source }: GuestAnswers, seen: Surroundings): void {
  const useless = source === undefined || source.kind === 'disk' ? uselessMedium(from, seen) : undefined;
  if (from !== undefined && useless !== undefined)
    throw new ArchxenError('guest-invalid', useless.reason, { path: from, hint: useless.hint });
}

async function asked({ ask, out, system, signal }: Context, first: Surroundings): Promise<Answered> {
  let answers: GuestDraft = { v: 1 };
  let around = first;
  out.say('A new guest. Enter takes the value in brackets, ? explains.');
  const paths = guestQuestions(around, answers).flatMap((question) => (question.advanced ? [] : [question.path]));
  for (const path of paths) {
    // Anew each time: a default may follow from an earlier answer.
    const question = guestQuestions(around, answers).find((each) => each.path === path);
    for (let value: Json | undefined; question !== undefined && value === undefined; ) {
      const line = await ask(`${prompt(question)} `);
      if (line === undefined || signal.aborted) {
        throw new ArchxenError('interrupted', 'The questions were broken off.', { hint: 'Nothing was changed.' });
      }
      const read = line.trim() === '?' ? { words: question.help } : readAnswer(question, line.trim());
      if ('words' in read) {
        out.say(read.words);
        continue;
      }
      const answered = withGuestAnswer(answers, path, read.value);
      const seen = path === 'from' ? await lookAtSource(system, around, answered) : around;
      const useless = path === 'from' ? uselessMedium(answered.from, seen) : undefined;
      if (useless !== undefined) {
        out.say(`${useless.reason} ${useless.hint}`);
        continue;
      }
      value = read.value;
      answers = answered;
      around = seen;
    }
  }
  return { answers: checkGuestAnswers(answers), around };
}

/** `Memory, 32 to 8192 MiB [1024]:` */
export function prompt(question: Question): string {
  const range = question.kind === 'number' ? `, ${question.minimum} to ${question.maximum} ${question.unit}` : '';
  const choices = question.kind === 'select' ? `, ${question.options.map((option) => option.label).join(' or ')}` : '';
  const value = question.kind === 'confirm' ? (question.value ? 'Y/n' : 'y/N') : String(question.value);
  return `${question.title}${range}${choices} [${value}]:`;
}

/** What a typed line means; nothing is the default. */
export function readAnswer(question: Question, line: string): { readonly value: Json } | { readonly words: string } {
  if (line === '') return { value: question.value };
  switch (question.kind) {
    case 'number': {
      const value = Number(line);
      if (Number.isInteger(value) && value >= question.minimum && value <= question.maximum) return { value };
      return { words: `A whole number from ${question.minimum} to ${question.maximum}, please.` };
    }
    case 'text':
      return new RegExp(question.pattern).test(line) ? { value: line } : { words: `That does not fit; an example: ${question.example}` };
    case 'confirm':
      return { value: /^y/i.test(line) };
    case 'select': {
      const same = (text: Json): boolean => String(text).toLowerCase() === line.toLowerCase();
      const found = question.options.find((option) => same(option.label) || same(option.value));
      if (found?.unavailable !== undefined) return { words: `Not here: ${found.unavailable}.` };
      return found === undefined
        ? { words: `One of: ${question.options.map((option) => option.label).join(', ')}` }
        : { value: found.value };
    }
    case 'multiselect':
      return { value: line.split(/[\s,]+/) };
  }
}
