import type { BuildChange } from '../core/change-packages.ts';
import { commandLine } from '../core/command-line.ts';
import { ArchxenError } from '../core/error.ts';
import type { RunResult } from '../system/port.ts';
import { explainBuildFailure, isErrorLine } from './build-errors.ts';
import { readHistory, writeHistory } from './build-history.ts';
import { buildPhase } from './build-phases.ts';
import { type BuildSite, placeOf } from './build-place.ts';
import { buildClock } from './build-progress.ts';
import { canGoOn, forgetPrepared, markPrepared } from './build-resume.ts';

/** xen takes 10 to 90 minutes by the host, with edk2 and QEMU longer: a build that takes 8 hours hangs. */
const timeoutSeconds = 8 * 3600;
/** Between two reports of how far it is. */
const reportEvery = 500;

export const makepkgOptions = ['--force', '--noconfirm', '--noprogressbar'] as const;

/** Runs makepkg: told by phases and how far it is, gone on with where a former one broke off. Throws what it failed of. */
export async function make(change: BuildChange, site: BuildSite): Promise<void> {
  const { system, log, phase, progress, signal, logPath } = site.context;
  const goesOn = await canGoOn(system, change);
  const { argv, run } = placeOf(change).makepkg(change, site, goesOn ? [...makepkgOptions, '--noextract'] : makepkgOptions);
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
  if (result.ended === 'exit' && result.exit === 0) {
    await forgetPrepared(system, change);
    // What was gone on with says nothing of a whole build.
    if (!goesOn) await writeHistory(system, change, { commit: change.commit, at: system.now(), phases: [...clock.phases(system.now())] });
    return;
  }
  if (goesOn && !signal.aborted) await forgetPrepared(system, change);
  throw failure(change, result, { path, errors, last, stopped: signal.aborted, program: argv[0] ?? 'makepkg' });
}

interface Circumstances {
  readonly path: string;
  readonly errors: readonly string[];
  readonly last: readonly string[];
  readonly stopped: boolean;
  readonly program: string;
}

function failure({ base }: BuildChange, { ended, exit }: RunResult, { path, errors, last, stopped, program }: Circumstances): ArchxenError {
  if (stopped)
    return new ArchxenError('interrupted', `The build of ${base} was stopped.`, {
      path,
      hint: 'Run archxen to go on: what is compiled is not compiled again.',
    });
  if (ended === 'missing') {
    return new ArchxenError('command-missing', `${program} is not on this host.`, { hint: hintFor[program] ?? makepkgHint });
  }
  if (ended === 'timeout') {
    return new ArchxenError('command-timeout', `The build of ${base} did not end within ${timeoutSeconds / 3600} hours.`, {
      path,
      lines: last,
      hint: 'Look at the end of the log, then run archxen again.',
    });
  }
  // A shell, env(1) and runuser(1) give 128 and the signal's number for a program that was killed.
  if (exit > 128 && errors.length === 0) {
    return new ArchxenError('build-failed', `The build of ${base} failed: ${program} was killed by signal ${exit - 128}.`, {
      hint: 'If nobody did that, the memory ran out ("journalctl -k" says so): choose fewer jobs (build.jobs). Then run archxen again: it goes on from here.',
      path,
      lines: last.slice(-3),
    });
  }
  const { lines, hint } = explainBuildFailure(errors, last);
  return new ArchxenError('build-failed', `The build of ${base} failed: ${lines[0] ?? `${program} ended with ${exit}`}`, {
    hint,
    path,
    lines,
  });
}

const makepkgHint = 'Install it with "pacman -S --needed base-devel", then run archxen again.';
const hintFor: Readonly<Record<string, string>> = {
  makechrootpkg: 'Install it with "pacman -S devtools", or build in place (build.where), then run archxen again.',
};
