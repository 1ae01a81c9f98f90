import { includesOf, withoutOptions } from '../formats/pacman-conf.ts';
import type { System } from '../system/port.ts';
import { makeParents } from './state-paths.ts';

const configuration = '/etc/pacman.conf';
const mirrors = '/etc/pacman.d/mirrorlist';
/** Programs and places of the host, which the root need not have. */
const ofTheHost = ['XferCommand', 'RootDir', 'DBPath', 'CacheDir', 'HookDir', 'GPGDir', 'LogFile'];
const meta = { mode: 0o644, uid: 0, gid: 0 };

/**
 * pacman's configuration of the host into a root: its repositories, and where they are fetched from. Each time, as both
 * change, and pacstrap copies no other list of mirrors than the usual one. A list that is named by a pattern is left out.
 */
export async function bringPacmanConfiguration(system: System, root: string): Promise<void> {
  const text = Buffer.from((await system.read(configuration)) ?? []).toString('utf8');
  // What it includes first: a power cut in between must not leave a list that is named and not there.
  for (const path of new Set([mirrors, ...includesOf(text), configuration])) {
    const found = path.startsWith('/') ? await system.read(path) : undefined;
    if (found === undefined) continue;
    const content = path === configuration ? Buffer.from(withoutOptions(text, ofTheHost)) : found;
    await makeParents(system, `${root}${path}`);
    await system.write(`${root}${path}`, content, meta);
  }
}
