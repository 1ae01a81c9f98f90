import type { BuildChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import { type Attempt, runMakepkg, succeeded, timeoutSeconds, wasKilled } from './build-attempt.ts';
import { explainBuildFailure } from './build-errors.ts';
import { writeHistory } from './build-history.ts';
import type { BuildSite } from './build-place.ts';
import { canGoOn, forgetPrepared } from './build-resume.ts';

/** --nosign: BUILDENV of makepkg.conf(5) may ask for a signature, but the keyring of the build has no secret key; `archxen packages` signs. */
const always = ['--force', '--noconfirm', '--noprogressbar', '--nosign'] as const;
/** --cleanbuild: the sources of a former build are in the way of a prepare() or build() that makes a directory by plain mkdir. */
export const wholeBuild = [...always, '--cleanbuild'] as const;
/** With the sources as they were prepared, and what was compiled of them. */
const goingOn = [...always, '--noextract'] as const;

/**
 * Runs makepkg, gone on with where a former one broke off. Not every package base can be built twice over the same files
 * (`mkdir build` in xen-qemu): what fails when it is gone on with is built whole at once. Throws what it failed of.
 */
export async function make(change: BuildChange, site: BuildSite): Promise<void> {
  const { system, log, signal } = site.context;
  if (await canGoOn(system, change)) {
    const attempt = await runMakepkg(change, site, goingOn);
    // What was gone on with says nothing of a whole build: no history of it.
    if (succeeded(attempt)) return forgetPrepared(system, change);
    // The files are not to blame where somebody stopped or killed it: it can be gone on with once more.
    if (signal.aborted || attempt.result.ended === 'signal' || wasKilled(attempt)) throw failure(change, attempt, signal.aborted);
    await forgetPrepared(system, change);
    if (attempt.result.ended !== 'exit') throw failure(change, attempt, false);
    log('Going on with what was there did not work: it is built from the beginning.');
  }
  const attempt = await runMakepkg(change, site, wholeBuild);
  if (!succeeded(attempt)) throw failure(change, attempt, signal.aborted);
  await forgetPrepared(system, change);
  await writeHistory(system, change, { commit: change.commit, at: system.now(), phases: [...attempt.phases] });
}

function failure({ base }: BuildChange, attempt: Attempt, stopped: boolean): ArchxenError {
  const { result, program, path, errors, last } = attempt;
  const { ended, exit } = result;
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
  if (wasKilled(attempt)) {
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
