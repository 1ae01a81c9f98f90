import type { Answers } from '../core/answers.ts';
import { ArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import { readAnswers } from '../road/answers.ts';
import { readFile } from '../system/read-outside.ts';
import type { Context } from './verb.ts';

/** The answers of --answers FILE (or - for standard input) over the defaults; without it, the defaults. */
export async function chosenAnswers({ options, road, readInput }: Context, facts: Facts): Promise<Answers> {
  if (options.answers === undefined) return road.defaults(facts);
  const text = options.answers === '-' ? await readInput() : await answersFile(options.answers);
  return readAnswers(text, facts);
}

async function answersFile(path: string): Promise<string> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new ArchxenError('answers-unreadable', 'The answers file cannot be read.', {
      path,
      cause,
      hint: `${cause instanceof Error ? cause.message : String(cause)}; archxen questions --json shows the keys it may have.`,
    });
  }
}
