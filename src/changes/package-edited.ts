import { createHash } from 'node:crypto';
import type { System } from '../system/port.ts';
import type { DoContext } from './doer.ts';
import { fileState } from './file-state.ts';

const database = '/var/lib/pacman/local';

/**
 * pacman -Rn removes configuration files without the copies (.pacsave) that it makes else: what came with these packages and
 * was edited since is kept first. What archxen itself wrote into such a file was taken back before.
 */
export async function keepEditedOf(packages: ReadonlyMap<string, string>, { system, keepEdited, warn }: DoContext): Promise<void> {
  for (const [name, version] of packages) {
    for (const [path, md5] of await shipped(system, `${name}-${version}`)) {
      const state = await fileState(system, path);
      if (state.type !== 'file' && state.type !== 'link') continue;
      if (state.type === 'file' && (await md5Of(system, path)) === md5) continue;
      warn(`${path} was edited since ${name} brought it; that version is kept as ${await keepEdited(path, state)}`);
    }
  }
}

/** The configuration files of a package, with the MD5 digests that pacman knows them by. */
async function shipped(system: System, entry: string): Promise<readonly (readonly [string, string])[]> {
  const bytes = (await system.read(`${database}/${entry}/files`)) ?? [];
  return parseBackup(Buffer.from(bytes).toString('utf8'));
}

/** The section %BACKUP%: a line is a path below the root, a tab and the digest; an empty line ends it. */
export function parseBackup(text: string): readonly (readonly [string, string])[] {
  const section = /^%BACKUP%\n((?:.+\n)*)/m.exec(text)?.[1] ?? '';
  return section.split('\n').flatMap((line) => {
    const [, path, md5] = /^(.+)\t([0-9a-f]{32})$/.exec(line) ?? [];
    return path === undefined || md5 === undefined ? [] : [[`/${path}`, md5] as const];
  });
}

const md5Of = async (system: System, path: string): Promise<string> =>
  createHash('md5')
    .update((await system.read(path)) ?? '')
    .digest('hex');
