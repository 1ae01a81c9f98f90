import type { PackageChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { type BuiltPackage, packagesDirectory, readBuilt } from './built.ts';
import { waitForPacman } from './pacman.ts';
import { pacmanHint, parseComing } from './pacman-output.ts';
import { commandError, runQuiet } from './run-command.ts';

export async function builtFiles({ names, from, title }: PackageChange, system: System): Promise<readonly BuiltPackage[]> {
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

/** What pacman is given: names, or files. */
export async function targets(change: PackageChange, system: System): Promise<readonly string[]> {
  const { from } = change;
  if (from.source === 'repository') return change.names;
  if (from.source === 'built') return (await builtFiles(change, system)).map(({ file }) => file);
  const files: string[] = [];
  for (const { file } of from.files) if (file !== undefined && (await system.stat(file)) !== undefined) files.push(file);
  return files;
}

export const describedTargets = ({ names, from }: PackageChange): readonly string[] =>
  from.source === 'repository'
    ? names
    : from.source === 'kept'
      ? from.files.flatMap(({ file }) => file ?? [])
      : names.map((name) => `${packagesDirectory(from.directory)}/${name}-VERSION.pkg.tar.zst`);

export function installArgv({ from, asDependencies }: PackageChange, what: readonly string[]): readonly string[] {
  const mode = from.source === 'repository' ? '-S' : '-U';
  // --needed would keep a newer version.
  return ['pacman', mode, ...(from.source === 'kept' ? [] : ['--needed']), '--noconfirm', ...(asDependencies ? ['--asdeps'] : []), ...what];
}

/** All that pacman would bring with its versions, as it says itself. */
export async function wouldInstall(change: PackageChange, system: System): Promise<ReadonlyMap<string, string>> {
  await waitForPacman(system);
  const what = await targets(change, system);
  const argv = ['pacman', change.from.source === 'repository' ? '-Sp' : '-Up', '--needed', '--print-format', '%n %v', ...what];
  const result = await runQuiet(system, argv, { timeoutSeconds: 300 });
  if (result.exit === 0) return parseComing(result.stdout);
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').filter(Boolean);
  throw commandError(argv, result, { seen: lines.slice(-15), hint: pacmanHint(lines), timeoutSeconds: 300 });
}
