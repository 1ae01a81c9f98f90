import type { Change, PackageChange } from '../core/change.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { type BuiltPackage, packagesDirectory, readBuilt } from './built.ts';
import type { Doer } from './doer.ts';
import { namesToRemove, removeLeavings, removePackages, stillNeeded } from './package-removal.ts';
import { installed, pacmanError, runPacman, waitForPacman } from './pacman.ts';
import { pacmanHint, parseNames } from './pacman-output.ts';
import { commandError, runQuiet } from './run-command.ts';

/**
 * Packages, by pacman. The way back removes exactly what came newly, dependencies included, and never what was there before.
 * Directories that pacman made stay when something else is in them.
 */
export const packageDoer: Doer<PackageChange> = {
  describe: (change) => ({
    commands: [
      change.action === 'remove' ? ['pacman', '-Rn', '--noconfirm', ...change.names] : installArgv(change, describedTargets(change)),
    ],
    files: [],
    notes: change.action === 'remove' ? removalNotes(change) : ['With the packages that they depend on'],
  }),

  inverse: async (change, system) => {
    const before = await installed(system);
    if (change.temporary !== undefined) return [];
    if (change.action === 'remove') {
      const gone = change.names.filter((name) => before.has(name));
      return gone.length === 0 ? [] : [reinstall(change, gone)];
    }
    const coming = (await wouldInstall(change, system)).filter((name) => !before.has(name));
    return coming.length === 0 ? [] : [removal(change, coming)];
  },

  apply: async (change, context) => {
    if (change.action === 'remove') {
      const removed = await removePackages(await namesToRemove(change, context.system), context);
      return (await removeLeavings(change, context.system)) || removed;
    }
    const { system, warn } = context;
    if (await holdsInstalled(change, system)) return false;
    const before = await installed(system);
    const argv = installArgv(change, await targets(change, system));
    const result = await runPacman(context, argv);
    if (result.ended !== 'exit' || result.exit !== 0) throw pacmanError(context, argv, result);
    const upgraded = [...(await installed(system))].filter(([name, version]) => (before.get(name) ?? version) !== version);
    for (const [name, version] of upgraded)
      warn(`${name} was upgraded from ${before.get(name)} to ${version}; rolling back keeps the new version`);
    return true;
  },

  verify: async (change, system) => {
    if (change.action === 'install') return (await holdsInstalled(change, system)) ? undefined : await missing(change, system);
    const now = await installed(system);
    for (const name of change.names) {
      if (now.has(name) && !(await stillNeeded(system, name))) return `${name} is still installed`;
    }
    return undefined;
  },
};

async function holdsInstalled(change: PackageChange, system: System): Promise<boolean> {
  const now = await installed(system);
  if (!change.names.every((name) => now.has(name))) return false;
  if (change.from.source === 'repository') return true;
  return (await builtFiles(change, system)).every(({ name, version }) => now.get(name) === version);
}

async function missing(change: PackageChange, system: System): Promise<string> {
  const now = await installed(system);
  const absent = change.names.filter((name) => !now.has(name));
  return absent.length > 0 ? `${absent.join(', ')} not installed` : 'another version is installed than the one that was built';
}

async function builtFiles({ names, from, title }: PackageChange, system: System): Promise<readonly BuiltPackage[]> {
  if (from.source !== 'built') return [];
  const built = await readBuilt(system, from.directory);
  const files = built?.files.filter(({ name }) => names.includes(name)) ?? [];
  const absent = names.filter((name) => !files.some((file) => file.name === name));
  if (absent.length === 0) return files;
  throw new ArchxenError('build-failed', `"${title}" cannot be done: ${absent.join(', ')} of ${from.base} is not there, or not whole.`, {
    path: packagesDirectory(from.directory),
    hint: 'Run archxen again: it makes a new plan that builds what is missing.',
  });
}

const targets = async (change: PackageChange, system: System): Promise<readonly string[]> =>
  change.from.source === 'repository' ? change.names : (await builtFiles(change, system)).map(({ file }) => file);

const describedTargets = ({ names, from }: PackageChange): readonly string[] =>
  from.source === 'repository' ? names : names.map((name) => `${packagesDirectory(from.directory)}/${name}-VERSION.pkg.tar.zst`);

function installArgv({ from, asDependencies }: PackageChange, what: readonly string[]): readonly string[] {
  const mode = from.source === 'repository' ? '-S' : '-U';
  return ['pacman', mode, '--needed', '--noconfirm', ...(asDependencies ? ['--asdeps'] : []), ...what];
}

/** All that pacman would bring, as it says itself. */
async function wouldInstall(change: PackageChange, system: System): Promise<readonly string[]> {
  await waitForPacman(system);
  const what = await targets(change, system);
  const argv = ['pacman', change.from.source === 'repository' ? '-Sp' : '-Up', '--needed', '--print-format', '%n', ...what];
  const result = await runQuiet(system, argv, { timeoutSeconds: 300 });
  if (result.exit === 0) return parseNames(result.stdout);
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter(Boolean);
  throw commandError(argv, result, { seen: lines.slice(-15), hint: pacmanHint(lines), timeoutSeconds: 300 });
}

const removalNotes = ({ leavings = [], temporary }: PackageChange): readonly string[] => [
  'A package that something else needs by now is kept',
  ...(temporary === undefined ? [] : ['What only these needed goes with them']),
  ...leavings.map((path) => `Then remove ${path}, which its programs made`),
];

const removal = (change: PackageChange, names: readonly string[]): Change => ({
  ...change,
  id: `${change.id}.remove`,
  title: `Remove ${names.length === 1 ? names[0] : `the ${names.length} packages`} that came with: ${change.title}`,
  why: undefined,
  action: 'remove',
  names: names.toSorted(),
});

const reinstall = (change: PackageChange, names: readonly string[]): Change => ({
  ...change,
  id: `${change.id}.install`,
  title: `Install ${names.join(', ')} again`,
  why: undefined,
  action: 'install',
  names,
  from: { source: 'repository' },
});
