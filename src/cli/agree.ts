import { ArchxenError } from '../core/error.ts';
import type { Context } from './verb.ts';

/** Asks for a yes unless --yes was given; without a terminal to ask on, --yes is needed. */
export async function agree({ options, interactive, ask }: Context, question: string): Promise<boolean> {
  if (options.yes) return true;
  if (!interactive) {
    throw new ArchxenError('usage', 'This needs a yes, and there is no terminal to ask on.', { hint: 'Give --yes to agree beforehand.' });
  }
  const answer = (await ask(`${question} [Y/n] `))?.trim().toLowerCase();
  return answer === '' || answer === 'y' || answer === 'yes';
}
