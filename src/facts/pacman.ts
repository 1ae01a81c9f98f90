import type { PacmanFacts } from '../core/facts-packages.ts';
import { repositoryEnabled } from '../formats/pacman-conf.ts';
import type { System } from '../system/port.ts';
import { makeFolders } from './folders.ts';
import type { Notes } from './notes.ts';
import { exists, names, output, readText, whyFailed } from './reading.ts';

/** `pacman -Q`: a name and a version a line. */
export const parseInstalled = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [name, version] = line.trim().split(' ');
      return name === undefined || version === undefined ? [] : [[name, version]];
    }),
  );

/** `pacman -Qu`: `name old -> new`, and `[ignored]` after those that would not be upgraded. */
export const parseUpgrades = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => (line.includes('->') && !line.includes('[ignored]') ? (line.split(' ')[0] ?? []) : []));

/** Where the lists of the repositories are brought up to date beside pacman's own, as checkupdates(8) does. */
export type Freshly = { readonly databases: string } | undefined;

export async function readPacman(system: System, notes: Notes, kernelRelease: string, freshly: Freshly): Promise<PacmanFacts> {
  const [conf, multilibList, locked, installed, pendingUpgrades, orphans, runningKernelInstalled] = await Promise.all([
    readText(system, '/etc/pacman.conf', notes, 'pacman.multilib'),
    exists(system, '/var/lib/pacman/sync/multilib.db'),
    exists(system, '/var/lib/pacman/db.lck'),
    output(system, notes, 'pacman.installed', ['pacman', '-Q'], { timeoutSeconds: 60 }),
    readUpgrades(system, notes, freshly),
    readOrphans(system),
    exists(system, `/usr/lib/modules/${kernelRelease}/pkgbase`),
  ]);
  if (conf === undefined) notes.add('pacman.multilib', '/etc/pacman.conf is not there');
  return {
    multilib: repositoryEnabled(conf ?? '', 'multilib'),
    multilibList,
    locked,
    installed: parseInstalled(installed ?? ''),
    pendingUpgrades,
    orphans,
    runningKernelInstalled,
  };
}

/** Exit 1 without a word: none. */
async function readOrphans(system: System): Promise<readonly string[]> {
  const { stdout } = await system.run(['pacman', '-Qdttq'], { timeoutSeconds: 60 });
  return stdout.split('\n').filter((name) => name !== '');
}

/** Only what is installed, from the folders of pacman's database (`name-version-release`): no program has to be started. */
export async function readPackages(system: System, notes: Notes): Promise<PacmanFacts> {
  const folders = (await names(system, '/var/lib/pacman/local'))
    .map((name) => /^(.+)-([^-]+-[^-]+)$/.exec(name))
    .filter((found) => found !== null);
  const installed =
    folders.length > 0
      ? Object.fromEntries(folders.map(([, name = '', version = '']) => [name, version]))
      : parseInstalled((await output(system, notes, 'pacman.installed', ['pacman', '-Q'], { timeoutSeconds: 60 })) ?? '');
  return { multilib: false, locked: false, installed, pendingUpgrades: [], runningKernelInstalled: true };
}

/** Exit 1 without a word: nothing to upgrade. */
async function readUpgrades(system: System, notes: Notes, freshly: Freshly): Promise<readonly string[]> {
  const fresh = freshly !== undefined && (await refresh(system, notes, freshly.databases));
  const argv = ['pacman', '-Qu', ...(fresh ? ['--dbpath', freshly.databases] : [])];
  const result = await system.run(argv, { timeoutSeconds: 60 });
  if (result.ended === 'exit' && (result.exit === 0 || (result.exit === 1 && result.stderr.trim() === '')))
    return parseUpgrades(result.stdout);
  notes.add('pacman.pendingUpgrades', whyFailed(argv, result));
  return [];
}

/**
 * pacman's own lists stay as they are: newer ones would make any later `pacman -S` a partial upgrade. Without root or a
 * network they say what was known when they were fetched.
 */
async function refresh(system: System, notes: Notes, databases: string): Promise<boolean> {
  await makeFolders(system, databases);
  if ((await system.stat(`${databases}/local`)) === undefined) await system.link(`${databases}/local`, '/var/lib/pacman/local');
  const argv = ['pacman', '-Sy', '--dbpath', databases, '--logfile', '/dev/null', '--noconfirm'];
  const result = await system.run(argv, { timeoutSeconds: 120 });
  if (result.ended === 'exit' && result.exit === 0) return true;
  notes.add('pacman.pendingUpgrades', `the lists of packages could not be brought up to date: ${whyFailed(argv, result)}`);
  return false;
}
