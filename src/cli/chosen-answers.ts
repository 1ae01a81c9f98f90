import type { Answers } from '../core/answers.ts';
import { ArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import { wantedPackages } from '../packages/wanted.ts';
import { readAnswers } from '../road/answers.ts';
import type { GatherRequest } from '../road/gather-host.ts';
import type { System } from '../system/port.ts';
import type { Context } from './verb.ts';

/** Answers, the facts of the host, and where what the file leaves out comes from. */
export interface Chosen {
  readonly facts: Facts;
  readonly answers: Answers;
  /** `set-up`: the answers of the run that set this host up; `defaults`: this host's. */
  readonly over: 'set-up' | 'defaults';
}

/** In one sentence. */
export const overWords: Readonly<Record<Chosen['over'], string>> = {
  'set-up': 'What the answers leave out stays as this host was set up.',
  defaults: "What the answers leave out is this host's default.",
};

/** The answers of --answers FILE (or - for standard input) over those of the set-up, else over the defaults; no file is an empty one. */
export async function chosenAnswers({ options, road, readInput, outside, facts }: Context): Promise<Chosen> {
  const text =
    options.answers === undefined ? '{}' : options.answers === '-' ? await readInput() : await answersFile(options.answers, outside);
  const asSetUp = await road.runAnswers();
  if (asSetUp === undefined) {
    const seen = await facts({ bases: 'needed', ...packageSource(text) });
    return { facts: seen, answers: readAnswers(text, road.defaults(seen)), over: 'defaults' };
  }
  const answers = readAnswers(text, asSetUp);
  const { url, branch } = answers.build;
  const names = wantedPackages(answers).map(({ name }) => name);
  return { facts: await facts({ bases: { unlessInstalled: names }, url, branch }), answers, over: 'set-up' };
}

/** Where the answers say the package bases come from: needed before the host is read. Anything odd is found later, with its path. */
function packageSource(text: string): Partial<GatherRequest> {
  try {
    const build = (JSON.parse(text) as { readonly build?: { readonly url?: unknown; readonly branch?: unknown } } | null)?.build;
    return {
      ...(typeof build?.url === 'string' && { url: build.url }),
      ...(typeof build?.branch === 'string' && { branch: build.branch }),
    };
  } catch {
    return {};
  }
}

async function answersFile(path: string, outside: System): Promise<string> {
  const hint = 'archxen questions --json shows the keys that it may have.';
  const content = await outside.read(path).catch((cause: unknown) => {
    throw new ArchxenError('answers-unreadable', 'The answers file cannot be read.', { path, cause, hint });
  });
  if (content === undefined && (await outside.stat(path)) !== undefined) {
    const piped = 'Standard input can be read: --answers - takes what is piped into archxen.';
    throw new ArchxenError('answers-unreadable', 'The answers are not in a regular file.', { path, hint: piped });
  }
  if (content === undefined) throw new ArchxenError('answers-unreadable', 'There is no such answers file.', { path, hint });
  return new TextDecoder().decode(content);
}
