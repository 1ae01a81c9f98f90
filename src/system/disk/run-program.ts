import { stat } from 'node:fs/promises';
import { ArchxenError } from '../../core/error.ts';
import type { RunOptions, RunResult } from '../port.ts';
import { asUser } from './as-user.ts';
import { openLog } from './log-file.ts';
import { lineOutput, type Output, wholeOutput } from './output.ts';

const searchPath = '/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin';

/** From SIGTERM to SIGKILL: pacman and makepkg need a moment to tidy up. */
const graceMilliseconds = 10_000;

/** Runs a program of this computer: by argv, with a clean environment, ended with all its descendants when it must end. */
export async function runProgram(argv: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const user = options.user;
  // What drops the rights is looked for by our own path, never by one that is meant for the user's program.
  const environment = environmentOf(user === undefined ? options : {});
  const [file, ...rest] =
    user === undefined ? argv : await asUser(argv, user, { PATH: searchPath, LC_ALL: 'C.UTF-8', ...options.environment });
  if (file === undefined) throw new ArchxenError('bug', 'A command without a program was to be run.');
  const cwd = options.cwd ?? '/';
  if (!(await isDirectory(cwd)))
    throw new ArchxenError('command-failed', `${cwd} is not a folder, so ${argv[0]} cannot run in it.`, { path: cwd });

  const { execa } = await import('./execa.ts');
  const seconds = options.timeoutSeconds ?? (options.interactive ? 0 : 30);
  const common = {
    cwd,
    env: environment,
    extendEnv: false,
    reject: false,
    timeout: Math.round(seconds * 1000),
    forceKillAfterDelay: graceMilliseconds,
    ...(options.signal && { cancelSignal: options.signal }),
  } as const;

  if (options.interactive) {
    // Its own process group would not be the terminal's: such a program must stay in ours.
    const result = await execa(file, rest, { ...common, stdio: 'inherit' });
    return resultOf(result, '', '', user !== undefined);
  }

  const log = options.logPath === undefined ? undefined : openLog(options.logPath);
  try {
    const child = execa(file, rest, {
      ...common,
      killDescendants: true,
      buffer: false,
      ...(options.input === undefined ? { stdin: 'ignore' as const } : { input: options.input }),
    });
    const stdout: Output = options.onLine ? lineOutput(options.onLine) : wholeOutput();
    const stderr: Output = options.onLine ? lineOutput(options.onLine) : wholeOutput();
    for (const [pipe, output] of [[child.stdout, stdout] as const, [child.stderr, stderr] as const]) {
      const toLog = log?.pipe();
      pipe?.on('data', (chunk: Uint8Array) => {
        toLog?.(chunk);
        output.take(chunk);
      });
    }
    const result = await child;
    return resultOf(result, stdout.text(), stderr.text(), user !== undefined);
  } finally {
    log?.close();
  }
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly code?: string | undefined;
  readonly timedOut: boolean;
  readonly isCanceled: boolean;
  readonly signal?: string | undefined;
  readonly shortMessage?: string | undefined;
}

function resultOf(result: Ended, stdout: string, stderr: string, byUser: boolean): RunResult {
  if (result.timedOut) return { exit: 124, stdout, stderr, ended: 'timeout' };
  if (result.isCanceled || result.signal !== undefined) return { exit: 130, stdout, stderr, ended: 'signal' };
  if (result.code === 'ENOENT') return { exit: 127, stdout, stderr, ended: 'missing' };
  if (result.exitCode === undefined) return { exit: 126, stdout, stderr: `${stderr}${result.shortMessage ?? ''}\n`, ended: 'exit' };
  // env(1) says 127 for a program that it does not find.
  if (byUser && result.exitCode === 127 && stderr.startsWith('env: ')) return { exit: 127, stdout, stderr, ended: 'missing' };
  return { exit: result.exitCode, stdout, stderr, ended: 'exit' };
}

const environmentOf = (options: RunOptions): Record<string, string> => ({
  PATH: searchPath,
  LC_ALL: 'C.UTF-8',
  HOME: process.env['HOME'] ?? '/root',
  ...(options.interactive && { TERM: process.env['TERM'] ?? 'linux' }),
  ...options.environment,
});

const isDirectory = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
