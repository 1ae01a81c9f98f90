import { parseOptions } from '../../src/cli/options.ts';
import { makeOutput } from '../../src/cli/output.ts';
import type { Context, Verb } from '../../src/cli/verb.ts';
import type { System } from '../../src/system/port.ts';
import { roadOn } from '../support/simulated.ts';

export interface Ran {
  readonly exit: number;
  /** For people. */
  readonly text: string;
  readonly result: Readonly<Record<string, unknown>>;
}

/** Runs a verb without a person on a simulated host, with what is piped into it. */
export async function runVerb(verb: Verb, system: System, argv: readonly string[], input = '{}'): Promise<Ran> {
  const json: string[] = [];
  const text: string[] = [];
  const out = makeOutput(true, { stdout: (line) => json.push(line), stderr: (line) => text.push(line) });
  const road = roadOn(system);
  const context: Partial<Context> = {
    system,
    road,
    out,
    options: parseOptions(argv).options,
    interactive: false,
    signal: new AbortController().signal,
    facts: (request) => road.gatherFor({ bases: 'none', ...request }),
    readInput: async () => input,
  };
  const exit = await verb.run(context as Context);
  return { exit, text: text.join(''), result: JSON.parse(json.at(-1) ?? '{}') };
}
