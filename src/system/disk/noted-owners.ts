import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path/posix';
import type { Meta } from '../port.ts';
import type { Owners } from './owners.ts';

/** Beside the tree, in its root: what the file system itself may not say. */
export const ownersFile = '.archxen-owners.json';

type Noted = Record<string, readonly [mode: number, uid: number, gid: number]>;

/**
 * Owners for a scratch root of somebody who is not root: all belongs to that person, and is shown as root's. What shall
 * belong to others, or may not be opened by its owner, is noted in a file of the root, so that later processes see it too.
 */
export function notedOwners(root: string): Owners {
  const path = join(root, ownersFile);
  let loaded: Promise<Noted> | undefined;
  let saving: Promise<void> = Promise.resolve();

  const notes = (): Promise<Noted> => {
    loaded ??= readFile(path, 'utf8').then(
      (text) => JSON.parse(text) as Noted,
      () => ({}),
    );
    return loaded;
  };
  const save = (noted: Noted): Promise<void> => {
    const text = `${JSON.stringify(noted)}\n`;
    saving = saving.then(async () => {
      await writeFile(`${path}.new`, text, { mode: 0o600 });
      await rename(`${path}.new`, path);
    });
    return saving;
  };

  return {
    give: async (handle, _temporary, at, { mode, uid, gid }) => {
      const open = mode | ((await handle.stat()).isDirectory() ? 0o700 : 0o600);
      await handle.chmod(open & 0o1777);
      const noted = await notes();
      const plain = uid === 0 && gid === 0 && open === mode && mode === (mode & 0o1777);
      const key = keyOf(root, at);
      if (plain && noted[key] === undefined) return;
      if (plain) delete noted[key];
      else noted[key] = [mode, uid, gid];
      await save(noted);
    },
    show: async (at, found): Promise<Meta> => {
      const note = (await notes())[keyOf(root, at)];
      return note === undefined ? { mode: found.mode, uid: 0, gid: 0 } : { mode: note[0], uid: note[1], gid: note[2] };
    },
    forget: async (at) => {
      const noted = await notes();
      const key = keyOf(root, at);
      if (noted[key] === undefined) return;
      delete noted[key];
      await save(noted);
    },
  };
}

const keyOf = (root: string, at: string): string => at.slice(root.length) || '/';
