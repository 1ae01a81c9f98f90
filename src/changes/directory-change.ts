import type { DirectoryChange } from '../core/change.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import type { Doer } from './doer.ts';
import { makeParents, missingParents } from './state-paths.ts';

/** A directory that shall be there, or be gone if nothing is in it. */
export const directoryDoer: Doer<DirectoryChange> = {
  describe: ({ path, present, mode }) => ({
    commands: [],
    files: [],
    notes: [
      present ? `Make the directory ${path} (mode ${mode.toString(8).padStart(4, '0')})` : `Remove the directory ${path} if it is empty`,
    ],
  }),

  inverse: async (change, system) => {
    const stat = await system.stat(change.path);
    if (change.present === (stat?.type === 'directory')) return [];
    if (!change.present) return stat === undefined ? [] : [{ ...change, present: true, mode: stat.mode, uid: stat.uid, gid: stat.gid }];
    const made = [change.path, ...(await missingParents(system, change.path)).toReversed()];
    return made.map((path, nth) => ({
      ...change,
      id: `${change.id}.${nth + 1}`,
      title: `Remove the directory ${path} if it is empty`,
      why: undefined,
      path,
      present: false,
    }));
  },

  apply: async ({ path, present, mode, uid, gid }, { system, log }) => {
    const stat = await system.stat(path);
    if (!present) {
      if (!(await isEmptyDirectory(system, path))) return false;
      log(`remove the directory ${path}`);
      await system.remove(path);
      return true;
    }
    if (stat?.type === 'directory') return false;
    if (stat !== undefined) {
      throw new ArchxenError('file-conflict', `${path} is there already and is not a directory.`, {
        path,
        hint: 'Move it out of the way, then run archxen again.',
      });
    }
    log(`make the directory ${path}`);
    await makeParents(system, path);
    await system.makeDirectory(path, { mode, uid, gid });
    return true;
  },

  // A directory that somebody put something into stays: that is what was promised.
  verify: async ({ path, present }, system) => {
    const there = (await system.stat(path))?.type === 'directory';
    if (present) return there ? undefined : `${path} is not a directory`;
    return (await isEmptyDirectory(system, path)) ? `${path} is still there` : undefined;
  },
};

const isEmptyDirectory = async (system: System, path: string): Promise<boolean> =>
  (await system.stat(path))?.type === 'directory' && (await system.list(path))?.length === 0;
