import { dirname } from 'node:path/posix';
import type { System } from '../../port.ts';

const plain = { mode: 0o644, uid: 0, gid: 0 };

export async function readText(files: System, path: string): Promise<string | undefined> {
  const bytes = await files.read(path);
  return bytes && Buffer.from(bytes).toString('utf8');
}

/** Is something there, when links are followed? */
export const isThere = async (files: System, path: string): Promise<boolean> =>
  (await files.read(path, { offset: 0, length: 1 })) !== undefined || (await files.list(path)) !== undefined;

/** Makes the directories above a path; gives those that were not there. */
export async function makeParents(files: System, path: string): Promise<readonly string[]> {
  const parent = dirname(path);
  if (parent === path || (await files.list(parent)) !== undefined) return [];
  const above = await makeParents(files, parent);
  await files.makeDirectory(parent, { mode: 0o755, uid: 0, gid: 0 });
  return [...above, parent];
}

/** Writes a text with its parents; what is there already keeps mode and owner. */
export async function writeText(files: System, path: string, text: string, meta = plain): Promise<void> {
  await makeParents(files, path);
  await files.write(path, Buffer.from(text), (await files.stat(path)) ?? meta);
}

/** Removes a file or a whole directory. */
export async function removeAll(files: System, path: string): Promise<void> {
  if ((await files.stat(path))?.type === 'directory') {
    for (const name of (await files.list(path)) ?? []) await removeAll(files, `${path}/${name}`);
  }
  await files.remove(path);
}
