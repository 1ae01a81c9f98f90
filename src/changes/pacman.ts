import { commandLine } from '../core/command-line.ts';
import { ArchxenError } from '../core/error.ts';
import type { RunResult, System } from '../system/port.ts';
import type { DoContext } from './doer.ts';
import { pacmanHint, parseInstalled } from './pacman-output.ts';
import { pause } from './pause.ts';
import { commandError, runQuiet } from './run-command.ts';

const lockFile = '/var/lib/pacman/db.lck';
const waitSeconds = 30;
/** Downloads and hooks take their time, and a pacman that is killed leaves half a package: it is given half an hour. */
const timeoutSeconds = 1800;

/** In the environment of a pacman that archxen runs, and so of its hooks: the one of ours must not wait for who waits for pacman. */
export const ownPacman = 'ARCHXEN_RUNS_PACMAN';

/** Waits until nobody else changes packages, half a minute at most. */
export async function waitForPacman(system: System): Promise<void> {
  for (let waited = 0; (await system.stat(lockFile)) !== undefined; waited += 1) {
    if (waited >= waitSeconds) throw await locked(system);
    await pause(1000);
  }
}

async function locked(system: System): Promise<ArchxenError> {
  if (await isHeld(system)) {
    return new ArchxenError('command-failed', 'Another program is changing packages, so pacman cannot be used.', {
      path: lockFile,
      hint: 'Wait until it has ended (look with "pgrep -a pacman"), then run archxen again.',
    });
  }
  return new ArchxenError('command-failed', 'The package database is locked, but no running program holds the lock.', {
    path: lockFile,
    hint: `It was left by a crash or a power cut. Remove it with "rm ${lockFile}", then run archxen again.`,
  });
}

/** pacman keeps its lock file open as long as it works. */
async function isHeld(system: System): Promise<boolean> {
  const processes = ((await system.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name));
  for (const id of processes) {
    for (const fd of (await system.list(`/proc/${id}/fd`).catch(() => undefined)) ?? []) {
      const stat = await system.stat(`/proc/${id}/fd/${fd}`).catch(() => undefined);
      if (stat?.target === lockFile) return true;
    }
  }
  return false;
}

/** Versions of the installed packages, by name. */
export async function installed(system: System): Promise<ReadonlyMap<string, string>> {
  const argv = ['pacman', '-Q'];
  const result = await runQuiet(system, argv);
  if (result.exit !== 0) throw commandError(argv, result, { seen: [], timeoutSeconds: 30 });
  return parseInstalled(result.stdout);
}

/** Runs a pacman that changes packages. Never stopped by us: a half-installed package is worse than a late one. */
export async function runPacman(
  { system, log, logPath }: DoContext,
  argv: readonly string[],
): Promise<RunResult & { readonly lines: readonly string[] }> {
  await waitForPacman(system);
  log(`$ ${commandLine(argv)}`);
  const lines: string[] = [];
  const onLine = (line: string): void => {
    lines.push(line);
    if (lines.length > 200) lines.shift();
    log(line);
  };
  const result = await system.run(argv, { timeoutSeconds, onLine, logPath: logPath('pacman'), environment: { [ownPacman]: '1' } });
  return { ...result, lines };
}

/** A pacman that failed, with the next step if its words name one. */
export function pacmanError(
  context: DoContext,
  argv: readonly string[],
  result: RunResult & { readonly lines: readonly string[] },
): ArchxenError {
  return commandError(argv, result, {
    seen: result.lines.slice(-15),
    hint: pacmanHint(result.lines),
    logPath: context.logPath('pacman'),
    timeoutSeconds,
  });
}
