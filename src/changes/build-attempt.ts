import type { BuildChange } from '../core/change-packages.ts';
import { commandLine } from '../core/command-line.ts';
import type { RunResult } from '../system/port.ts';
import { isErrorLine } from './build-errors.ts';
import { type BuildHistory, readHistory } from './build-history.ts';
import { buildPhase } from './build-phases.ts';
import { type BuildSite, placeOf } from './build-place.ts';
import { buildClock } from './build-progress.ts';
import { markPrepared } from './build-resume.ts';

/** xen takes 10 to 90 minutes by the host, with edk2 and QEMU longer: a build that takes 8 hours hangs. */
export const timeoutSeconds = 8 * 3600;
/** Between two reports of how far it is. */
const reportEvery = 500;

/** One makepkg that has ended, and what it said. */
export interface Attempt {
  readonly result: RunResult;
  readonly program: string;
  /** Its log. */
  readonly path: string;
  readonly errors: readonly string[];
  readonly last: readonly string[];
  readonly phases: BuildHistory['phases'];
}

export const succeeded = ({ result }: Attempt): boolean => result.ended === 'exit' && result.exit === 0;

/** A shell, env(1) and runuser(1) give 128 and the signal's number for a program that was killed. */
export const wasKilled = ({ result, errors }: Attempt): boolean => result.exit > 128 && errors.length === 0;

/** Runs makepkg with these options, told by phases and how far it is. */
export async function runMakepkg(change: BuildChange, site: BuildSite, options: readonly string[]): Promise<Attempt> {
  const { system, log, phase, progress, signal, logPath } = site.context;
  const { argv, run } = placeOf(change).makepkg(change, site, options);
  const path = logPath(change.base);
  const clock = buildClock(await readHistory(system, change), system.now());
  const errors: string[] = [];
  const last: string[] = [];
  let marked: Promise<void> | undefined;
  let reported = 0;
  log(`$ ${commandLine(argv)}`);
  const result = await system.run(argv, {
    ...run,
    timeoutSeconds,
    signal,
    logPath: path,
    onLine: (line) => {
      log(line);
      const next = buildPhase(line);
      const now = system.now();
      clock.line(line, next, now);
      if (next !== undefined) phase(next);
      if (next === 'compile') {
        marked = markPrepared(system, change);
        // A full disk is told when the build has ended; until then nobody waits for this.
        marked.catch(() => undefined);
      }
      if (next !== undefined || now - reported >= reportEvery) {
        progress(clock.progress(now));
        reported = now;
      }
      if (errors.length < 50 && isErrorLine(line)) errors.push(line);
      last.push(line);
      if (last.length > 15) last.shift();
    },
  });
  await marked;
  return { result, program: argv[0] ?? 'makepkg', path, errors, last, phases: clock.phases(system.now()) };
}
