import { isatty } from 'node:tty';
import { errorText } from './cli/error-text.ts';
import { helpText } from './cli/help-text.ts';
import { type Options, parseOptions } from './cli/options.ts';
import { makeOutput, type Output } from './cli/output.ts';
import type { Context, Verb } from './cli/verb.ts';
import { ArchxenError, asArchxenError, exitCodes } from './core/error.ts';
import { defaultHost } from './road/rehearsal-root.ts';
import { version } from './road/version.ts';
import { forgetTyped } from './system/typed-ahead.ts';

/** Verbs by name, loaded when they are asked for: what is not needed costs no start-up time. */
const verbs: Readonly<Record<string, () => Promise<Verb>>> = {
  facts: async () => (await import('./cli/facts.ts')).factsVerb,
  questions: async () => (await import('./cli/questions.ts')).questionsVerb,
  plan: async () => (await import('./cli/plan.ts')).planVerb,
  apply: async () => (await import('./cli/apply.ts')).applyVerb,
  verify: async () => (await import('./cli/verify.ts')).verifyVerb,
  confirm: async () => (await import('./cli/confirm.ts')).confirmVerb,
  rollback: async () => (await import('./cli/rollback.ts')).rollbackVerb,
  packages: async () => (await import('./cli/packages.ts')).packagesVerb,
  refresh: async () => (await import('./cli/refresh.ts')).refreshVerb,
  status: async () => (await import('./cli/status.ts')).statusVerb,
  bundle: async () => (await import('./cli/bundle.ts')).bundleVerb,
  domu: async () => (await import('./cli/domu-verb.ts')).domuVerb,
};

/** Runs a command line and gives the exit code. The only place that catches. */
export async function main(argv: readonly string[]): Promise<number> {
  const out: Output = makeOutput(argv.includes('--json'), {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
  });
  // Whoever reads may leave (head, a pager, a lost connection). That is told by nobody, and leaves no host half done.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort(signal));
  try {
    const { options, words } = parseOptions(argv);
    if (options.version) {
      process.stdout.write(`archxen ${version}\n`);
      return exitCodes.ok;
    }
    if (options.help) {
      process.stdout.write(helpText(await Promise.all(Object.values(verbs).map((load) => load()))));
      return exitCodes.ok;
    }
    const [name, ...rest] = words;
    if (name === 'rehearse') atMost(1, rest, 'archxen rehearse [HOST]');
    if (name === 'rehearse' && options.noInput) return (await import('./cli/rehearse.ts')).plantOnly(rest[0], options, out);
    if (name === undefined || name === 'rehearse') {
      const { startWizard } = await import('./start-wizard.ts');
      return await startWizard({ options, signal: abort.signal, rehearse: name === 'rehearse' ? (rest[0] ?? defaultHost) : undefined });
    }
    const load = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
    if (load === undefined) {
      throw new ArchxenError('usage', `There is no verb "${name}".`, {
        hint: `The verbs are: ${['rehearse', ...Object.keys(verbs)].join(', ')}.`,
      });
    }
    const verb = await load();
    atMost(verb.takes ?? 0, rest, verb.usage);
    const context = await contextFor(options, rest, out, abort.signal);
    if (name === 'domu' && rest.length === 0 && context.interactive) return await (await import('./start-guests.ts')).startGuests(context);
    return await verb.run(context);
  } catch (thrown) {
    const error = asArchxenError(thrown);
    for (const line of errorText(error)) process.stderr.write(`${line}\n`);
    if (error.code === 'bug' && process.env['ARCHXEN_DEBUG'] && error.cause instanceof Error)
      process.stderr.write(`${error.cause.stack}\n`);
    out.event('error', { code: error.code, message: error.message, hint: error.hint, path: error.path, lines: error.lines });
    out.result({ changed: false, failed: true, msg: error.message, code: error.code });
    return error.exitCode;
  }
}

function atMost(count: number, words: readonly string[], usage: string): void {
  const surplus = words.slice(count);
  if (surplus.length > 0) throw new ArchxenError('usage', `"${surplus.join(' ')}" is too much.`, { hint: `Usage: ${usage}` });
}

async function contextFor(options: Options, words: readonly string[], out: Output, signal: AbortSignal): Promise<Context> {
  // Loaded here: most of the program is behind it, and the wizard's first screen shall not wait for that.
  const [{ openHost }, { selfFacts }, { liveSystem }] = await Promise.all([
    import('./road/open-host.ts'),
    import('./road/self.ts'),
    import('./system/live.ts'),
  ]);
  const self = await selfFacts(liveSystem());
  const { system, outside, road } = await openHost({ root: options.root, self });
  const interactive = !options.noInput && !options.json && isatty(0) && isatty(1);
  let seen: ReturnType<Context['facts']> | undefined;
  return {
    system,
    outside,
    self,
    road,
    facts: (request) => {
      seen ??= road.gatherFor({ bases: 'none', ...request });
      return seen;
    },
    options,
    words,
    out,
    interactive,
    signal,
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(Buffer.from(chunk));
      return Buffer.concat(chunks).toString('utf8');
    },
    ask: async (question, lapsed) => {
      const { createInterface } = await import('node:readline/promises');
      const terminal = createInterface({ input: process.stdin, output: process.stdout });
      try {
        return await terminal.question(question, { signal: AbortSignal.any([signal, ...(lapsed ? [lapsed] : [])]) }).catch(() => undefined);
      } finally {
        terminal.close();
      }
    },
    forgetTyped: () => forgetTyped(process.stdin),
  };
}
