import type { BuildChange } from '../core/change-packages.ts';
import type { Builder } from './build-folders.ts';
import type { DoContext } from './doer.ts';
import { runLogged, runQuiet } from './run-command.ts';

export const cloneDirectory = ({ directory }: BuildChange): string => `${directory}/pkgbuild`;

const networkHint = 'Check the network and the address, then run archxen again: it goes on from here.';

/** The package base at its commit, with the PKGBUILD as the person could read it. A clone that is there is used again. */
export async function checkOut(change: BuildChange, { name: user }: Builder, context: DoContext): Promise<void> {
  const { url, branch, commit } = change;
  const clone = cloneDirectory(change);
  const { system, phase, signal } = context;
  const options = { user, signal, timeoutSeconds: 600, environment: { GIT_TERMINAL_PROMPT: '0' }, hint: networkHint };
  phase('fetch the package base');
  if (await isClone(change, context)) {
    await runLogged(context, ['git', '-C', clone, 'remote', 'set-url', 'origin', url], options);
    if (!(await hasCommit(change, context))) await runLogged(context, ['git', '-C', clone, 'fetch', '--prune', 'origin', branch], options);
  } else {
    // A clone that a power cut left half made is of no use.
    if ((await system.stat(clone)) !== undefined) await runLogged(context, ['rm', '-rf', '--', clone], options);
    await runLogged(context, ['git', 'clone', '--branch', branch, url, clone], options);
  }
  // --force: makepkg writes the new version into the PKGBUILD, and that must not stay.
  await runLogged(context, ['git', '-C', clone, 'checkout', '--force', '--detach', commit], {
    ...options,
    hint: `The commit is not on the branch ${branch} any more. Run archxen again: it makes a new plan from the present one.`,
  });
}

async function isClone(change: BuildChange, { system }: DoContext): Promise<boolean> {
  const clone = cloneDirectory(change);
  if ((await system.stat(`${clone}/.git`)) === undefined) return false;
  return (await runQuiet(system, ['git', '-C', clone, 'rev-parse', '--verify', 'HEAD'], { user: change.user })).exit === 0;
}

async function hasCommit(change: BuildChange, { system }: DoContext): Promise<boolean> {
  const argv = ['git', '-C', cloneDirectory(change), 'cat-file', '-e', `${change.commit}^{commit}`];
  return (await runQuiet(system, argv, { user: change.user })).exit === 0;
}
