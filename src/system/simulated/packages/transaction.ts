import { basename } from 'node:path/posix';
import { firstBytes } from '../../magic.ts';
import { mountOf, recordedSpace } from '../../recorded.ts';
import { makeParents, readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { type Database, type Installed, nameOf, neededBy, readDatabase, writeDatabase } from './database.ts';
import type { PackagedFile } from './package-file.ts';
import { findPackage } from './repositories.ts';

/** A package that a transaction brings. */
export interface Coming {
  readonly name: string;
  readonly version: string;
  readonly depends: readonly string[];
  readonly files: readonly PackagedFile[];
  readonly asDependency: boolean;
}

/** The packages asked for with what they need; else pacman's words for what is missing. */
export async function resolve(
  world: World,
  wanted: readonly Coming[],
): Promise<{ readonly coming: readonly Coming[] } | { readonly error: string }> {
  const database = await readDatabase(world);
  const coming = new Map(wanted.map((each) => [each.name, each]));
  for (const each of coming.values()) {
    for (const dependency of each.depends.map(nameOf)) {
      if (database[dependency] !== undefined || coming.has(dependency)) continue;
      const found = await findPackage(world, dependency);
      if (found === undefined) return { error: unresolvable(each.name, dependency) };
      coming.set(dependency, { ...found, files: [], asDependency: true });
    }
  }
  return { coming: [...coming.values()] };
}

const unresolvable = (name: string, dependency: string): string =>
  `error: failed to prepare transaction (could not satisfy dependencies)\n:: unable to satisfy dependency '${dependency}' required by ${name}\n`;

/** pacman's words when a file system is too full for what comes; undefined: it fits. */
export function tooFull({ host }: World, coming: readonly Coming[]): string | undefined {
  const bytes = new Map<string, number>();
  for (const { path, size, text } of coming.flatMap(({ files }) => files)) {
    const mount = mountOf(host, path)?.mount;
    if (mount !== undefined) bytes.set(mount, (bytes.get(mount) ?? 0) + (size ?? text?.length ?? 0));
  }
  const block = 4096;
  for (const [mount, needed] of bytes) {
    const free = (recordedSpace(host, mount)?.freeBytes ?? Number.POSITIVE_INFINITY) / block;
    if (needed / block <= free) continue;
    return (
      `error: Partition ${mount} too full: ${Math.ceil(needed / block)} blocks needed, ${Math.floor(free)} blocks free\n` +
      'error: failed to commit transaction (not enough free disk space)\nErrors occurred, no packages were upgraded.\n'
    );
  }
  return undefined;
}

export async function install(world: World, coming: readonly Coming[]): Promise<void> {
  let database = await readDatabase(world);
  for (const each of coming) {
    const before = database[each.name];
    if (before !== undefined) await removeFiles(world, without(before, each));
    const { files, directories } = await placeFiles(world, each.files);
    const entry: Installed = {
      version: each.version,
      ...(each.depends.length > 0 && { depends: each.depends }),
      ...(each.asDependency && { asDependency: true }),
      ...(files.length > 0 && { files }),
      ...(directories.length + (before?.directories?.length ?? 0) > 0 && { directories: [...(before?.directories ?? []), ...directories] }),
    };
    database = { ...database, [each.name]: isAsAtFirst(world, each.name, entry) ? { version: each.version } : entry };
  }
  await writeDatabase(world, database);
}

/** Of a recorded package only the version is known: one that comes back as it was is no change. */
const isAsAtFirst = ({ model }: World, name: string, entry: Installed): boolean =>
  model.packages[name] === entry.version && entry.files === undefined;

const without = (before: Installed, next: Coming): Installed => ({
  version: before.version,
  files: (before.files ?? []).filter((path) => !next.files.some((file) => file.path === path)),
});

/** What would break; empty: they can go. */
export function breaks(database: Database, names: readonly string[]): readonly { readonly name: string; readonly by: string }[] {
  return names.flatMap((name) =>
    neededBy(database, name)
      .filter((by) => !names.includes(by))
      .map((by) => ({ name, by })),
  );
}

export async function remove(world: World, names: readonly string[]): Promise<void> {
  const database = await readDatabase(world);
  for (const name of names) {
    const entry = database[name];
    if (entry === undefined) continue;
    await disableUnits(world, entry);
    await removeFiles(world, entry);
  }
  await writeDatabase(world, Object.fromEntries(Object.entries(database).filter(([name]) => !names.includes(name))));
}

/** As the pre_remove of the package xen does with its units. */
async function disableUnits(world: World, { files }: Installed): Promise<void> {
  const units = (files ?? []).filter((path) => path.startsWith('/usr/lib/systemd/system/')).map((path) => basename(path));
  for (const unit of units) {
    if ((await readText(world.files, `/usr/lib/systemd/system/${unit}`))?.includes('[Install]'))
      await world.run(['systemctl', 'disable', unit]);
  }
}

async function placeFiles(
  { files: system }: World,
  files: readonly PackagedFile[],
): Promise<{ files: readonly string[]; directories: readonly string[] }> {
  const placed: string[] = [];
  const made: string[] = [];
  for (const file of files) {
    made.push(...(await makeParents(system, file.path)));
    if (file.directory) {
      if ((await system.list(file.path)) === undefined) {
        await system.makeDirectory(file.path, { mode: file.mode ?? 0o755, uid: 0, gid: 0 });
        made.push(file.path);
      }
      continue;
    }
    if (file.link !== undefined) await system.link(file.path, file.link);
    else {
      const content = file.magic === undefined ? Buffer.from(file.text ?? '') : firstBytes(file.magic);
      await system.write(file.path, content, { mode: file.mode ?? 0o644, uid: 0, gid: 0 });
      if (file.size !== undefined) await system.resize(file.path, file.size);
    }
    placed.push(file.path);
  }
  return { files: placed, directories: made };
}

/** Directories that were made for a package go with it, unless something else is in them by now. */
async function removeFiles({ files: system }: World, { files, directories }: Installed): Promise<void> {
  for (const path of files ?? []) await system.remove(path);
  for (const path of [...(directories ?? [])].reverse()) {
    if ((await system.list(path))?.length === 0) await system.remove(path);
  }
}
