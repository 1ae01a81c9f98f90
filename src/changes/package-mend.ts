import { dirname } from 'node:path/posix';
import type { System } from '../system/port.ts';
import { contentsOf, isOf } from './package-contents.ts';
import { waitForPacman } from './pacman.ts';
import { brokenOff } from './pacman-log.ts';
import { runQuiet } from './run-command.ts';

const database = '/var/lib/pacman/local';

/** The log of a pacman that is at work looks as if it had been broken off: only when nobody holds the lock was it. */
async function brokenOffForSure(system: System): Promise<string | undefined> {
  if ((await brokenOff(system)) === undefined) return undefined;
  await waitForPacman(system);
  return brokenOff(system);
}

/** A package that pacman was writing down when power was lost has a folder in its database, but no description in it: it is not installed. */
export async function removeTornEntries(system: System): Promise<void> {
  if ((await brokenOffForSure(system)) === undefined) return;
  for (const name of (await system.list(database)) ?? []) {
    const folder = `${database}/${name}`;
    if ((await system.stat(folder))?.type !== 'directory' || ((await system.stat(`${folder}/desc`))?.size ?? 0) > 0) continue;
    for (const file of (await system.list(folder)) ?? []) await system.remove(`${folder}/${file}`);
    await system.remove(folder);
  }
}

/** `xen: /usr/bin/xl exists in filesystem` */
const conflicts = (lines: readonly string[]): readonly string[] => [
  ...new Set(lines.flatMap((line) => /^\S+: (\/.+) exists in filesystem$/.exec(line)?.[1] ?? [])),
];

/**
 * Files that are in pacman's way and that the same command left there when it was broken off: nobody owns them, and each
 * is what the package has. Empty: at least one is not, and then nothing may be overwritten.
 */
export async function leftByOurselves(
  system: System,
  argv: readonly string[],
  lines: readonly string[],
  files: readonly string[],
): Promise<readonly string[]> {
  const paths = conflicts(lines);
  if (paths.length === 0 || withoutOverwrite(await brokenOff(system)) !== argv.join(' ')) return [];
  const packed = new Map<string, Awaited<ReturnType<typeof contentsOf>> extends ReadonlyMap<string, infer P> ? P : never>();
  for (const file of files) for (const [path, entry] of await contentsOf(system, file)) packed.set(path, entry);
  for (const path of paths) {
    const entry = packed.get(path);
    // pacman takes patterns: a name that would be one is left to the person.
    if (/[*?[\]\\!]/.test(path) || entry === undefined || !(await isOf(system, path, entry)) || (await isOwned(system, path))) return [];
  }
  return paths;
}

/** The second try of the same command may be the one that was broken off; pacman logs its options before its targets. */
const withoutOverwrite = (command: string | undefined): string | undefined => command?.replaceAll(/ --overwrite \S+/g, '');

const isOwned = async (system: System, path: string): Promise<boolean> => (await runQuiet(system, ['pacman', '-Qqo', path])).exit === 0;

/** Takes away what a broken-off installation of these packages left: files that nobody owns and that are theirs. */
export async function removeLeftovers(system: System, files: readonly string[]): Promise<boolean> {
  const command = await brokenOffForSure(system);
  if (command === undefined || !/^pacman -[SU] --needed --noconfirm /.test(command)) return false;
  let removed = false;
  for (const file of files) {
    for (const [path, packed] of await contentsOf(system, file)) {
      if (!(await isOf(system, path, packed)) || (await isOwned(system, path))) continue;
      await system.remove(path);
      removed = true;
      await removeEmpty(system, dirname(path));
    }
  }
  return removed;
}

async function removeEmpty(system: System, folder: string): Promise<void> {
  if (folder === '/' || (await system.list(folder))?.length !== 0 || (await isOwned(system, folder))) return;
  await system.remove(folder);
  await removeEmpty(system, dirname(folder));
}
