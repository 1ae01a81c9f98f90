import type { Content, FileChange } from '../core/change.ts';
import { ArchxenError } from '../core/error.ts';
import type { FileMeta, System, Xattrs } from '../system/port.ts';
import { backup } from './backup.ts';
import type { Description, Doer } from './doer.ts';
import { contentBytes, contentDigest, type FileState, fileState, holds, matches } from './file-state.ts';
import { makeParents } from './state-paths.ts';
import { hasXattrs, lasting, lostXattrs, unreadXattrs } from './xattrs.ts';

/** Files, links, and their absence. */
export const fileDoer: Doer<FileChange> = {
  describe: ({ path, content, mode }) => ({ commands: [], files: [described(path, content, mode)], notes: [] }),

  inverse: async (change, system) => {
    const state = await fileState(system, change.path);
    if (isThere(state, change)) return [];
    // Its way back was written when it was first put there.
    if (change.disposable === true && state.type !== 'none') return [];
    const replacedBy = change.content === null ? null : change.disposable === true ? undefined : contentDigest(change.content);
    const secret = change.content !== null && 'copyOf' in change.content && change.content.shown !== undefined;
    return backup(system, { id: change.id, path: change.path, replacedBy, secret });
  },

  apply: async (change, { system, log, warn }) => {
    const state = await fileState(system, change.path);
    if (isThere(state, change) && (await hasXattrs(system, change))) return false;
    const same = holds(state, change.content);
    if (!same && !matches(state, change.before)) throw drifted(change, state);
    if (change.content === null) {
      log(`remove ${change.path}`);
      await system.remove(change.path);
      return true;
    }
    log(`write ${change.path}`);
    const xattrs = change.xattrs ?? (state.type === 'file' ? lasting(await system.xattrs(change.path)) : {});
    await put(system, change, change.content, xattrs);
    if (!(await hasXattrs(system, { path: change.path, xattrs }))) warn(lostXattrs(change.path, xattrs));
    if (xattrs === undefined) warn(unreadXattrs(change.path));
    // FAT has neither modes nor owners: there the volume's stay, and writing the same bytes again changed nothing.
    const now = await fileState(system, change.path);
    return !(same && now.type === 'file' && !isThere(now, change));
  },

  // Content only: a write that cannot set mode and owner where the volume has them is an error of its own.
  verify: async (change, system) =>
    holds(await fileState(system, change.path), change.content)
      ? undefined
      : change.content === null
        ? `${change.path} is still there`
        : `${change.path} does not hold what was written`,
};

function isThere(state: FileState, { content, mode, uid, gid }: FileChange): boolean {
  if (!holds(state, content)) return false;
  return state.type !== 'file' || (state.mode === mode && state.uid === uid && state.gid === gid);
}

async function put(system: System, { path, mode, uid, gid }: FileChange, content: Content, xattrs: Xattrs | undefined): Promise<void> {
  await makeParents(system, path);
  if ('link' in content) await system.link(path, content.link);
  else if ('copyOf' in content) await copy(system, path, content, { mode, uid, gid, xattrs });
  else await system.write(path, contentBytes(content), { mode, uid, gid, xattrs });
}

/** The new file is made beside the old one, so there must be room for it before anything is written. */
async function copy(system: System, path: string, { copyOf, sha256 }: Extract<Content, { copyOf: string }>, meta: FileMeta): Promise<void> {
  const needed = (await system.stat(copyOf))?.size ?? 0;
  const space = await system.space(path);
  if (space !== undefined && space.freeBytes < needed) {
    const mebibytes = (bytes: number): number => Math.ceil(bytes / 2 ** 20);
    throw new ArchxenError('no-space', `${path} needs ${mebibytes(needed)} MiB, and ${mebibytes(space.freeBytes)} are free there.`, {
      path,
      hint: 'Nothing was written. Make room on that file system, then run archxen again.',
    });
  }
  await system.copy(copyOf, path, meta, sha256);
}

function drifted({ path, before }: FileChange, state: FileState): ArchxenError {
  const why = before === null ? 'is there now' : state.type === 'none' ? 'is gone' : 'has another content now';
  return new ArchxenError('host-changed', `${path} ${why}: this host changed since the plan was made.`, {
    path,
    hint: 'Nothing was written to it. Run archxen again: it makes a new plan from the host as it is.',
  });
}

function described(path: string, content: Content | null, mode: number): Description['files'][number] {
  const digits = `mode ${mode.toString(8).padStart(4, '0')}`;
  if (content === null) return { path, after: null };
  if ('text' in content) return { path, after: content.text, note: mode === 0o644 ? undefined : digits };
  if ('link' in content) return { path, after: `-> ${content.link}\n`, note: 'symbolic link' };
  if ('copyOf' in content)
    return { path, after: content.shown ?? `copy of ${content.copyOf}\n`, note: `${digits}, SHA-256 ${content.sha256}` };
  return { path, after: `${Buffer.from(content.base64, 'base64').length} bytes\n`, note: `binary, ${digits}` };
}
