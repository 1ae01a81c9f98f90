import { mutate, type Random } from './mutate.ts';
import type { Target } from './targets.ts';

/** One input may take so long: they are 4,096 characters at most. */
const longestMilliseconds = 2000;

export interface Inputs {
  readonly corpus: readonly string[];
  readonly random: Random;
  readonly count: number;
  /** Characters of one input at most. */
  readonly most: number;
  /** Ends at this time of `performance.now()`, however many were made. */
  readonly until: number;
  /** Is given each input before it is tried. */
  readonly tried?: (text: string) => void;
}

export interface Made {
  readonly inputs: number;
  readonly slowest: number;
  readonly failure?: string;
}

/** Tries a target with inputs like those of the corpus, as far as the first that breaks a promise or takes too long. */
export function tryMany({ name, run }: Target, { corpus, random, count, most, until, tried }: Inputs): Made {
  let slowest = 0;
  for (let inputs = 0; inputs < count; inputs += 1) {
    if (inputs % 500 === 0 && performance.now() > until) return { inputs, slowest };
    const text = mutate(random.pick(corpus), corpus, random, most);
    tried?.(text);
    const start = performance.now();
    const failure = failureOf(run, text);
    const took = performance.now() - start;
    slowest = Math.max(slowest, took);
    if (failure !== undefined)
      return { inputs: inputs + 1, slowest, failure: `${name}: ${failure.slice(0, 3000)} for ${JSON.stringify(text)}` };
    if (took > longestMilliseconds)
      return { inputs: inputs + 1, slowest, failure: `${name}: ${Math.round(took)} ms for ${JSON.stringify(text).slice(0, 600)}` };
  }
  return { inputs: count, slowest };
}

function failureOf(run: Target['run'], text: string): string | undefined {
  try {
    run(text);
    return undefined;
  } catch (thrown) {
    return String((thrown as Error)?.message ?? thrown);
  }
}
