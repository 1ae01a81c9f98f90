import type { BuildChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { type Builder, builder, buildFolders, builtFilesFor } from './build-folders.ts';
import { fingerprintInWords, importKeys } from './build-keys.ts';
import { checkLands } from './build-lands.ts';
import { make, wholeBuild } from './build-make.ts';
import { writeNinja } from './build-ninja.ts';
import { placeOf } from './build-place.ts';
import { checkOut, cloneDirectory } from './build-sources.ts';
import { type BuiltPackage, isBuilt, packagesDirectory, parsePackageFile, readBuilt, writeBuilt } from './built.ts';
import type { Doer } from './doer.ts';
import { digestOfFile } from './file-digest.ts';
import { installed } from './pacman.ts';

/** For reading, it does not matter which number the user has. */
const someone = (change: BuildChange): Builder => ({ name: change.user, uid: 1, gid: 1 });

/** Packages built from the AUR by makepkg, as an ordinary user. */
export const buildDoer: Doer<BuildChange> = {
  describe: (change) => ({
    commands: [
      ['git', 'clone', '--branch', change.branch, change.url, cloneDirectory(change)],
      ['git', '-C', cloneDirectory(change), 'checkout', '--force', '--detach', change.commit],
      ...change.pgpKeys.map((key) => ['gpg', '--recv-keys', key]),
      ...placeOf(change).describe(change),
      placeOf(change).makepkg(change, { who: someone(change), built: [] }, wholeBuild).argv,
    ],
    files: [],
    notes: [
      ...change.pgpKeys.map((key) => `Its sources must be signed by the key ${fingerprintInWords(key)}`),
      `As the user ${change.user}, never as root, in ${change.directory}`,
      'One that was stopped goes on first, with --noextract in place of --cleanbuild',
      `Must give: ${change.packages.join(', ')}`,
      ...(change.lands ?? []).map(({ package: name, path }) => `${name} must install ${path}, where the boot entry looks`),
    ],
  }),

  // Building changes nothing but the build folder, which is a cache: it stays, so that a second try is quick.
  inverse: async () => [],

  apply: async (change, context) => {
    const { system } = context;
    if (isBuilt(await readBuilt(system, change.directory), change)) return false;
    const who = await builder(change.user, system);
    await buildFolders(change, who, context);
    await writeNinja(change, system);
    await checkOut(change, who, context);
    await importKeys(change, who, context);
    const kept = await clearPackages(change, system);
    const site = { who, built: await builtFilesFor(change, system), context };
    await placeOf(change).prepare(change, site);
    await make(change, site);
    const files = await packages(change, system, kept);
    await checkLands(change, files, system);
    await writeBuilt(system, change.directory, { commit: change.commit, environment: change.environment, files });
    return true;
  },

  verify: async (change, system) =>
    isBuilt(await readBuilt(system, change.directory), change)
      ? undefined
      : `the packages of ${change.base} are not in ${packagesDirectory(change.directory)}`,
};

/** Old packages go, but not those that are installed: rolling an upgrade back needs them. Gives the files that are kept. */
async function clearPackages({ directory }: BuildChange, system: System): Promise<ReadonlySet<string>> {
  const folder = packagesDirectory(directory);
  const there = await installed(system);
  const kept = new Set<string>();
  for (const file of (await system.list(folder)) ?? []) {
    const parsed = parsePackageFile(file.replace(/\.sig$/, ''));
    if (parsed !== undefined && there.get(parsed.name) === parsed.version) kept.add(file);
    else if (file === 'built.json' || file.includes('.pkg.tar')) await system.remove(`${folder}/${file}`);
  }
  return kept;
}

async function packages(change: BuildChange, system: System, kept: ReadonlySet<string>): Promise<readonly BuiltPackage[]> {
  const folder = packagesDirectory(change.directory);
  const found = new Map<string, BuiltPackage>();
  // What was kept first: a new one of the same name goes over it; makepkg writes the same version over itself.
  const entries = ((await system.list(folder)) ?? []).toSorted((a, b) => Number(kept.has(b)) - Number(kept.has(a)));
  for (const entry of entries) {
    const parsed = parsePackageFile(entry);
    const digest = parsed === undefined ? undefined : await digestOfFile(system, `${folder}/${entry}`);
    if (parsed !== undefined && digest !== undefined) found.set(parsed.name, { ...parsed, file: `${folder}/${entry}`, sha256: digest });
  }
  const absent = change.packages.filter((name) => !found.has(name));
  if (absent.length === 0) return [...found.values()];
  throw new ArchxenError('build-failed', `The build of ${change.base} ended well, but without ${absent.join(', ')}.`, {
    path: folder,
    lines: [...found.values()].map(({ file }) => file),
    hint: 'The package base makes other packages than this archxen knows. Look at its PKGBUILD.',
  });
}
