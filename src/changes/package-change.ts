import type { Change } from '../core/change.ts';
import type { PackageChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import type { Doer } from './doer.ts';
import { formerVersions, packageFiles, warnOfMissing } from './package-former.ts';
import { leftByOurselves, removeLeftovers, removeTornEntries } from './package-mend.ts';
import { namesToRemove, removeLeavings, removePackages, stillNeeded } from './package-removal.ts';
import { builtFiles, describedTargets, installArgv, targets, wouldInstall } from './package-targets.ts';
import { installed, pacmanError, runPacman } from './pacman.ts';

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
    if (change.from.source === 'kept') return [];
    const coming = [...(await wouldInstall(change, system))];
    const unnamed = change.names.filter((name) => !before.has(name) && !coming.some(([each]) => each === name));
    if (unnamed.length > 0) throw notUnderstood(unnamed);
    const added = coming.filter(([name]) => !before.has(name)).map(([name]) => name);
    const replaced = coming.filter(([name, version]) => (before.get(name) ?? version) !== version).map(([name]) => name);
    return [
      ...(added.length === 0 ? [] : [removal(change, added)]),
      ...(replaced.length === 0 ? [] : await formerVersions(change, replaced, before, system)),
    ];
  },

  apply: async (change, context) => {
    if (change.action === 'remove') {
      await removeTornEntries(context.system);
      const left = await removeLeftovers(context.system, await packageFiles(change, context.system));
      const removed = (await removePackages(await namesToRemove(change, context.system), context)) || left;
      return (await removeLeavings(change, context.system)) || removed;
    }
    const { system } = context;
    await removeTornEntries(system);
    if (change.from.source === 'kept') warnOfMissing(change.from.files, await targets(change, system), context);
    if (await holdsInstalled(change, system)) return false;
    const what = await targets(change, system);
    if (what.length === 0) return false;
    const argv = installArgv(change, what);
    const result = await runPacman(context, argv);
    if (result.ended === 'exit' && result.exit === 0) return true;
    const lines = [...result.lines, ...result.stdout.split('\n'), ...result.stderr.split('\n')];
    const ours = await leftByOurselves(system, argv, lines, await packageFiles(change, system));
    if (ours.length === 0) throw pacmanError(context, argv, result);
    context.log(`${ours.length} files were left by the same installation when it was broken off: they are written anew`);
    const again = [...argv, ...ours.flatMap((path) => ['--overwrite', path])];
    const second = await runPacman(context, again);
    if (second.ended !== 'exit' || second.exit !== 0) throw pacmanError(context, again, second);
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
  if (change.from.source === 'kept') {
    const there = await targets(change, system);
    return change.from.files.every(({ name, version, file }) => file === undefined || !there.includes(file) || now.get(name) === version);
  }
  if (!change.names.every((name) => now.has(name))) return false;
  if (change.from.source === 'repository') return true;
  return (await builtFiles(change, system)).every(({ name, version }) => now.get(name) === version);
}

async function missing(change: PackageChange, system: System): Promise<string> {
  const now = await installed(system);
  const absent = change.names.filter((name) => !now.has(name));
  return absent.length > 0 ? `${absent.join(', ')} not installed` : 'another version is installed than the one that was built';
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

/** A way back that does not know what comes would leave it there. */
const notUnderstood = (names: readonly string[]): ArchxenError =>
  new ArchxenError('command-failed', `pacman did not say that it would install ${names.join(', ')}, so there would be no way back.`, {
    hint: 'Nothing was installed. Try "pacman -Sp" with these names by hand, then run archxen again.',
  });
