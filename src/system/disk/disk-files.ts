import { constants, lstatSync, readdirSync, readlinkSync } from 'node:fs';
import { lstat, mkdir, open, rename, rm, rmdir, statfs, symlink, truncate, unlink } from 'node:fs/promises';
import { dirname } from 'node:path/posix';
import { ArchxenError } from '../../core/error.ts';
import type { Stat, System } from '../port.ts';
import type { Resizable } from '../resizable.ts';
import { temporaryOf } from '../temporary.ts';
import { diskError, errnoOf, isAbsent } from './disk-error.ts';
import type { Owners } from './owners.ts';
import { readContent } from './read-content.ts';
import type { XattrDoor } from './xattrs.ts';

export interface DiskOptions {
  /** Where a path of the host is on this computer; `followLast`: also when its last part is a link. */
  readonly locate: (path: string, followLast: boolean) => Promise<string>;
  readonly owners: Owners;
  readonly xattrs: XattrDoor;
}

type Files = Pick<System, 'read' | 'stat' | 'xattrs' | 'list' | 'space' | 'write' | 'link' | 'append' | 'remove' | 'makeDirectory'> &
  Resizable;

/** The file half of a System, over a real file system. */
export function diskFiles({ locate, owners, xattrs }: DiskOptions): Files {
  const changing = async (path: string, followLast: boolean, change: (at: string) => Promise<void>): Promise<void> => {
    try {
      await change(await locate(path, followLast));
    } catch (thrown) {
      throw diskError(thrown, path, 'written');
    }
  };

  const reading = async <T>(path: string, followLast: boolean, look: (at: string) => Promise<T>): Promise<T | undefined> => {
    try {
      return await look(await locate(path, followLast));
    } catch (thrown) {
      if (isAbsent(thrown) || errnoOf(thrown) === 'EISDIR') return undefined;
      throw diskError(thrown, path, 'read');
    }
  };

  return {
    read: (path, range) => reading(path, true, async (at) => readContent(at, range)),

    stat: (path) =>
      reading(path, false, async (at): Promise<Stat> => {
        const found = lstatSync(at);
        const type = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : 'other';
        const meta = await owners.show(at, { mode: found.mode & 0o7777, uid: found.uid, gid: found.gid });
        return { type, ...meta, size: type === 'directory' ? 0 : found.size, ...(type === 'link' && { target: readlinkSync(at) }) };
      }),

    xattrs: async (path) => reading(path, false, (at) => xattrs.read(at)),

    list: (path) => reading(path, true, async (at) => readdirSync(at).sort()),

    space: async (path) => {
      for (let at = path; ; at = dirname(at)) {
        const found = await reading(at, true, async (place) => statfs(place));
        if (found !== undefined) return { totalBytes: found.blocks * found.bsize, freeBytes: found.bavail * found.bsize };
        if (at === '/') return undefined;
      }
    },

    write: (path, content, meta) =>
      changing(path, false, async (at) => {
        await mustNotBeDirectory(at, path);
        await replacing(at, async (temporary) => {
          const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
          try {
            await handle.writeFile(content);
            await owners.give(handle, temporary, at, meta);
            if (meta.xattrs !== undefined) await xattrs.give(temporary, meta.xattrs);
            await handle.sync();
          } finally {
            await handle.close();
          }
        });
      }),

    link: (path, target) =>
      changing(path, false, async (at) => {
        await replacing(at, (temporary) => symlink(target, temporary));
        await owners.forget(at);
      }),

    append: (path, content) =>
      changing(path, true, async (at) => {
        const isNew = await absent(at);
        const handle = await open(at, 'a', 0o600);
        try {
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
        if (isNew) await syncDirectory(dirname(at));
      }),

    remove: (path) =>
      changing(path, false, async (at) => {
        try {
          if ((await lstat(at)).isDirectory()) await rmdir(at);
          else await unlink(at);
        } catch (thrown) {
          if (isAbsent(thrown)) return;
          throw thrown;
        }
        await owners.forget(at);
        await syncDirectory(dirname(at));
      }),

    makeDirectory: (path, meta) =>
      changing(path, true, async (at) => {
        if (!(await absent(at))) {
          if ((await lstat(at)).isDirectory()) return;
          throw new ArchxenError('write-failed', `${path} is there, but is not a folder.`, { path });
        }
        await mkdir(at, 0o700);
        const handle = await open(at, 'r');
        try {
          await owners.give(handle, at, at, meta);
        } finally {
          await handle.close();
        }
        await syncDirectory(dirname(at));
      }),

    resize: (path, size) => changing(path, true, (at) => truncate(at, size)),
  };
}

const absent = (at: string): Promise<boolean> =>
  lstat(at).then(
    () => false,
    (thrown: unknown) => {
      if (isAbsent(thrown)) return true;
      throw thrown;
    },
  );

async function mustNotBeDirectory(at: string, path: string): Promise<void> {
  if (!(await absent(at)) && (await lstat(at)).isDirectory()) {
    throw new ArchxenError('write-failed', `${path} is a folder, so no file can be put in its place.`, { path });
  }
}

/** Makes something under a temporary name beside `at`, and puts it there in one step. What a crash left is replaced. */
async function replacing(at: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryOf(at);
  await rm(temporary, { force: true });
  try {
    await make(temporary);
    await rename(temporary, at);
  } catch (thrown) {
    await rm(temporary, { force: true });
    throw thrown;
  }
  await syncDirectory(dirname(at));
}

/** A new name is only safe on the disk once its directory is. */
async function syncDirectory(at: string): Promise<void> {
  const handle = await open(at, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
