import type { PacmanFacts } from '../core/facts-packages.ts';
import { repositoryEnabled } from '../formats/pacman-conf.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { exists, output, readText, whyFailed } from './reading.ts';

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

export async function readPacman(system: System, notes: Notes, kernelRelease: string): Promise<PacmanFacts> {
  const [conf, locked, installed, pendingUpgrades, runningKernelInstalled] = await Promise.all([
    readText(system, '/etc/pacman.conf', notes, 'pacman.multilib'),
    exists(system, '/var/lib/pacman/db.lck'),
    output(system, notes, 'pacman.installed', ['pacman', '-Q'], { timeoutSeconds: 60 }),
    readUpgrades(system, notes),
    exists(system, `/usr/lib/modules/${kernelRelease}/pkgbase`),
  ]);
  if (conf === undefined) notes.add('pacman.multilib', '/etc/pacman.conf is not there');
  return {
    multilib: repositoryEnabled(conf ?? '', 'multilib'),
    locked,
    installed: parseInstalled(installed ?? ''),
    pendingUpgrades,
    runningKernelInstalled,
  };
}

/** Exit 1 without a word: nothing to upgrade. */
async function readUpgrades(system: System, notes: Notes): Promise<readonly string[]> {
  const argv = ['pacman', '-Qu'];
  const result = await system.run(argv, { timeoutSeconds: 60 });
  if (result.ended === 'exit' && (result.exit === 0 || (result.exit === 1 && result.stderr.trim() === '')))
    return parseUpgrades(result.stdout);
  notes.add('pacman.pendingUpgrades', whyFailed(argv, result));
  return [];
}
