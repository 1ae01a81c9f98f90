import type { Change } from '../core/change.ts';
import type { PackageChange } from '../core/change-packages.ts';
import type { System } from '../system/port.ts';
import { packagesDirectory, parsePackageFile } from './built.ts';
import type { DoContext } from './doer.ts';
import { runQuiet } from './run-command.ts';

const cache = '/var/cache/pacman/pkg';

/** Folders of this host that may have a package's file. */
const foldersOf = ({ from }: PackageChange): readonly string[] =>
  from.source === 'built' ? [packagesDirectory(from.directory), cache] : [cache];

interface Found {
  readonly name: string;
  readonly version: string;
  readonly file: string;
}

async function found(change: PackageChange, system: System): Promise<readonly Found[]> {
  const all: Found[] = [];
  for (const folder of foldersOf(change)) {
    for (const entry of (await system.list(folder)) ?? []) {
      const parsed = parsePackageFile(entry);
      if (parsed !== undefined) all.push({ ...parsed, file: `${folder}/${entry}` });
    }
  }
  return all;
}

/** The files of the packages that a change is about, as far as this host has them. */
export async function packageFiles(change: PackageChange, system: System): Promise<readonly string[]> {
  const all = await found(change, system);
  return all.filter(({ name }) => change.names.includes(name)).map(({ file }) => file);
}

type Kept = Extract<PackageChange['from'], { source: 'kept' }>['files'];

/** The way back of an upgrade: the former versions from pacman's cache, and the reason that each was installed for. */
export async function formerVersions(
  change: PackageChange,
  names: readonly string[],
  before: ReadonlyMap<string, string>,
  system: System,
): Promise<readonly Change[]> {
  const all = await found(change, system);
  const files: Kept = names.map((name) => {
    const version = before.get(name) ?? '';
    return { name, version, file: all.find((each) => each.name === name && each.version === version)?.file };
  });
  const back: PackageChange = {
    ...change,
    id: `${change.id}.former`,
    title: `Put back ${files.map(({ name, version }) => `${name} ${version}`).join(', ')}`,
    why: undefined,
    names,
    from: { source: 'kept', files },
    asDependencies: false,
    leavings: undefined,
  };
  if (!change.asDependencies) return [back];
  const asked = (await runQuiet(system, ['pacman', '-Qqe'])).stdout.split('\n').filter((name) => names.includes(name));
  return asked.length === 0 ? [back] : [back, reason(change, asked)];
}

/** --asdeps marks what it upgrades, too. */
const reason = (change: PackageChange, names: readonly string[]): Change => ({
  kind: 'command',
  id: `${change.id}.reason`,
  title: `Mark ${names.join(', ')} as asked for by you again`,
  argv: ['pacman', '-D', '--asexplicit', ...names],
  writes: [],
  timeoutSeconds: 60,
});

/** Says why an upgraded package stays. */
export function warnOfMissing(files: Kept, there: readonly string[], { warn }: DoContext): void {
  for (const { name, version, file } of files) {
    if (file === undefined || !there.includes(file)) warn(`${name} keeps its new version: ${version} is not in ${cache} any more`);
  }
}
