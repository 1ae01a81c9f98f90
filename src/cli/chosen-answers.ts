import type { Answers } from '../core/answers.ts';
import { ArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import { readAnswers } from '../road/answers.ts';
import type { System } from '../system/port.ts';
import type { Context } from './verb.ts';

/** The answers of --answers FILE (or - for standard input) over the defaults; without it, the defaults. */
export async function chosenAnswers({ options, road, readInput, outside }: Context, facts: Facts): Promise<Answers> {
  if (options.answers === undefined) return road.defaults(facts);
  const text = options.answers === '-' ? await readInput() : await answersFile(options.answers, outside);
  return readAnswers(text, facts);
}

async function answersFile(path: string, outside: System): Promise<string> {
  const hint = 'archxen questions --json shows the keys that it may have.';
  const content = await outside.read(path).catch((cause: unknown) => {
    throw new ArchxenError('answers-unreadable', 'The answers file cannot be read.', { path, cause, hint });
  });
  if (content === undefined) throw new ArchxenError('answers-unreadable', 'There is no such answers file.', { path, hint });
  return new TextDecoder().decode(content);
}
