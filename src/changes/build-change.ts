import type { BuildChange } from '../core/change.ts';
import { commandLine } from '../core/command-line.ts';
import { sha256 } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { explainBuildFailure, isErrorLine } from './build-errors.ts';
import { type Builder, builder, buildFolders } from './build-folders.ts';
import { buildPhase } from './build-phases.ts';
import { checkOut, cloneDirectory, importKeys } from './build-sources.ts';
import { type BuiltPackage, isBuilt, packagesDirectory, parsePackageFile, readBuilt, writeBuilt } from './built.ts';
import type { DoContext, Doer } from './doer.ts';

/** xen takes 10 to 90 minutes by the host, with edk2 and QEMU longer: a build that takes 8 hours hangs. */
const timeoutSeconds = 8 * 3600;
const makepkg = ['makepkg', '--force', '--noconfirm', '--noprogressbar'] as const;

/** Packages built from the AUR by makepkg, as an ordinary user. */
export const buildDoer: Doer<BuildChange> = {
  describe: (change) => ({
    commands: [
      ...change.pgpKeys.map((key) => ['gpg', '--recv-keys', key]),
      ['git', 'clone', '--branch', change.branch, change.url, cloneDirectory(change)],
      ['git', '-C', cloneDirectory(change), 'checkout', '--force', '--detach', change.commit],
      makepkg,
    ],
    files: [],
    notes: [
      `As the user ${change.user}, never as root, in ${change.directory}`,
      ...Object.entries(change.environment).map(([name, value]) => `with ${name}=${commandLine([value])}`),
      `Must give: ${change.packages.join(', ')}`,
    ],
  }),

  // Building changes nothing but the build folder, which is a cache: it stays, so that a second try is quick.
  inverse: async () => [],

  apply: async (change, context) => {
    const { system } = context;
    if (isBuilt(await readBuilt(system, change.directory), change)) return false;
    const who = await builder(change.user, system);
    await buildFolders(change, who, system);
    await importKeys(change, context);
    await checkOut(change, context);
    await removeOldPackages(change, system);
    await make(change, who, context);
    const files = await packages(change, system);
    await writeBuilt(system, change.directory, { commit: change.commit, environment: change.environment, files });
    return true;
  },

  verify: async (change, system) =>
    isBuilt(await readBuilt(system, change.directory), change)
      ? undefined
      : `the packages of ${change.base} are not in ${packagesDirectory(change.directory)}`,
};

async function removeOldPackages({ directory }: BuildChange, system: System): Promise<void> {
  const folder = packagesDirectory(directory);
  for (const name of (await system.list(folder)) ?? []) {
    if (name === 'built.json' || name.includes('.pkg.tar')) await system.remove(`${folder}/${name}`);
  }
}

async function make(change: BuildChange, who: Builder, context: DoContext): Promise<void> {
  const { system, log, phase, signal, logPath } = context;
  const errors: string[] = [];
  const last: string[] = [];
  const path = logPath(change.base);
  log(`$ ${makepkg.join(' ')}`);
  const result = await system.run(makepkg, {
    user: who.name,
    cwd: cloneDirectory(change),
    environment: { ...change.environment, PKGDEST: packagesDirectory(change.directory), SRCDEST: `${change.directory}/sources` },
    timeoutSeconds,
    signal,
    logPath: path,
    onLine: (line) => {
      log(line);
      const next = buildPhase(line);
      if (next !== undefined) phase(next);
      if (errors.length < 50 && isErrorLine(line)) errors.push(line);
      last.push(line);
      if (last.length > 15) last.shift();
    },
  });
  if (result.ended === 'exit' && result.exit === 0) return;
  if (signal.aborted)
    throw new ArchxenError('interrupted', `The build of ${change.base} was stopped.`, {
      path,
      hint: 'Run archxen to go on: nothing is lost but this build.',
    });
  if (result.ended === 'missing') {
    throw new ArchxenError('command-missing', 'makepkg is not on this host.', {
      hint: 'Install it with "pacman -S --needed base-devel", then run archxen again.',
    });
  }
  if (result.ended === 'timeout') {
    throw new ArchxenError('command-timeout', `The build of ${change.base} did not end within ${timeoutSeconds / 3600} hours.`, {
      path,
      lines: last,
      hint: 'Look at the end of the log, then run archxen again.',
    });
  }
  const { lines, hint } = explainBuildFailure(errors, last);
  throw new ArchxenError('build-failed', `The build of ${change.base} failed: ${lines[0] ?? `makepkg ended with ${result.exit}`}`, {
    hint,
    path,
    lines,
  });
}

async function packages(change: BuildChange, system: System): Promise<readonly BuiltPackage[]> {
  const folder = packagesDirectory(change.directory);
  const found: BuiltPackage[] = [];
  for (const entry of (await system.list(folder)) ?? []) {
    const parsed = parsePackageFile(entry);
    const bytes = parsed === undefined ? undefined : await system.read(`${folder}/${entry}`);
    if (parsed !== undefined && bytes !== undefined) found.push({ ...parsed, file: `${folder}/${entry}`, sha256: sha256(bytes) });
  }
  const absent = change.packages.filter((name) => !found.some((file) => file.name === name));
  if (absent.length === 0) return found;
  throw new ArchxenError('build-failed', `The build of ${change.base} ended well, but without ${absent.join(', ')}.`, {
    path: folder,
    lines: found.map(({ file }) => file),
    hint: 'The package base makes other packages than this archxen knows. Look at its PKGBUILD.',
  });
}
