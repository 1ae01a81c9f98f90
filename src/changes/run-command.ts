import { commandLine } from '../core/command-line.ts';
import { ArchxenError } from '../core/error.ts';
import type { RunOptions, RunResult, System } from '../system/port.ts';
import type { DoContext } from './doer.ts';

export interface CommandOptions extends RunOptions {
  /** What to do when it fails. */
  readonly hint?: string | undefined;
}

/** Runs a command with its output in the log; anything but success is an ArchxenError with the last lines. */
export async function runLogged(
  { system, log }: Pick<DoContext, 'system' | 'log'>,
  argv: readonly string[],
  { hint, ...options }: CommandOptions = {},
): Promise<RunResult> {
  log(`$ ${commandLine(argv)}`);
  const seen: string[] = [];
  const onLine = (line: string): void => {
    seen.push(line);
    if (seen.length > 15) seen.shift();
    log(line);
    options.onLine?.(line);
  };
  const result = await system.run(argv, { ...options, onLine });
  if (result.ended === 'exit' && result.exit === 0) return result;
  if (options.signal?.aborted) {
    throw new ArchxenError('interrupted', `"${commandLine(argv)}" was stopped.`, { hint: 'Run archxen to go on from here.' });
  }
  throw commandError(argv, result, { seen, hint, logPath: options.logPath, timeoutSeconds: options.timeoutSeconds ?? 30 });
}

/** Runs a command that may be refused; false: it failed, and what that means was said. Without such words it throws. */
export async function runOrSay(
  context: Pick<DoContext, 'system' | 'log' | 'warn'>,
  argv: readonly string[],
  ifRefused: string | undefined,
  options: CommandOptions = {},
): Promise<boolean> {
  try {
    await runLogged(context, argv, options);
    return true;
  } catch (error) {
    if (ifRefused === undefined || !(error instanceof ArchxenError) || error.code !== 'command-failed') throw error;
    context.warn(`${error.message} ${ifRefused}`);
    return false;
  }
}

/** Runs a command that only asks; its output stays out of the log. */
export async function runQuiet(system: System, argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const result = await system.run(argv, options);
  if (result.ended === 'exit') return result;
  throw commandError(argv, result, { seen: [], timeoutSeconds: options.timeoutSeconds ?? 30 });
}

interface Circumstances {
  readonly seen: readonly string[];
  readonly hint?: string | undefined;
  readonly logPath?: string | undefined;
  readonly timeoutSeconds: number;
}

export function commandError(
  argv: readonly string[],
  result: RunResult,
  { seen, hint, logPath, timeoutSeconds }: Circumstances,
): ArchxenError {
  const line = commandLine(argv);
  const output = seen.length > 0 ? seen : `${result.stdout}\n${result.stderr}`.split('\n').filter((text) => text.trim() !== '');
  const lines = output.slice(-15);
  if (result.ended === 'missing') {
    return new ArchxenError('command-missing', `The program ${argv[0] ?? ''} is not on this host.`, {
      hint: hint ?? `Install the package that brings it: pacman -F ${argv[0] ?? ''}`,
      lines: [line],
    });
  }
  if (result.ended === 'timeout') {
    return new ArchxenError('command-timeout', `"${line}" did not end within ${timeoutSeconds} seconds and was stopped.`, {
      hint: hint ?? 'Run it by hand to see what it waits for, then run archxen again.',
      path: logPath,
      lines,
    });
  }
  const how = result.ended === 'signal' ? 'was stopped by a signal' : `failed with exit code ${result.exit}`;
  return new ArchxenError('command-failed', `"${line}" ${how}.`, {
    hint: hint ?? 'The last lines above say why. Put it right, then run archxen again: it goes on from here.',
    path: logPath,
    lines,
  });
}
