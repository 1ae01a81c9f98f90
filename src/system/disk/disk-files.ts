import { constants } from 'node:fs';
import { dirname } from 'node:path/posix';
import { ArchxenError } from '../../core/error.ts';
import { notTheSame } from '../digest-file.ts';
import type { FileMeta, Stat, System } from '../port.ts';
import type { Resizable } from '../resizable.ts';
import { temporaryOf } from '../temporary.ts';
import { type DiskCalls, type OpenFile, realCalls } from './calls.ts';
import { copyBytes } from './copy-bytes.ts';
import { diskError, errnoOf, isAbsent } from './disk-error.ts';
import type { Owners } from './owners.ts';
import type { XattrDoor } from './xattrs.ts';

export interface DiskOptions {
  /** Where a path of the host is on this computer; `followLast`: also when its last part is a link. */
  readonly locate: (path: string, followLast: boolean) => Promise<string>;
  readonly owners: Owners;
  readonly xattrs: XattrDoor;
  readonly calls?: DiskCalls | undefined;
}

type Files = Pick<
  System,
  'read' | 'stat' | 'xattrs' | 'list' | 'space' | 'write' | 'copy' | 'link' | 'append' | 'remove' | 'makeDirectory'
> &
  Resizable;

/** The file half of a System, over a real file system. */
export function diskFiles({ locate, owners, xattrs, calls = realCalls }: DiskOptions): Files {
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

  const put = (path: string, meta: FileMeta, fill: (handle: OpenFile) => Promise<void>): Promise<void> =>
    changing(path, false, async (at) => {
      await mustNotBeDirectory(calls, at, path);
      await replacing(calls, at, async (temporary) => {
        const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
        const handle = await calls.open(temporary, flags, 0o600);
        try {
          await fill(handle);
          await owners.give(handle, temporary, at, meta);
          if (meta.xattrs !== undefined) await xattrs.give(temporary, meta.xattrs);
          await handle.sync();
        } finally {
          await handle.close();
        }
      });
    });

  return {
    read: (path, range) => reading(path, true, async (at) => calls.readContent(at, range)),

    stat: (path) =>
      reading(path, false, async (at): Promise<Stat> => {
        const found = calls.lstatSync(at);
        const type = found.isFile() ? 'file' : found.isDirectory() ? 'directory' : found.isSymbolicLink() ? 'link' : 'other';
        const meta = await owners.show(at, { mode: found.mode & 0o7777, uid: found.uid, gid: found.gid });
        return { type, ...meta, size: type === 'directory' ? 0 : found.size, ...(type === 'link' && { target: calls.readlinkSync(at) }) };
      }),

    xattrs: async (path) => reading(path, false, (at) => xattrs.read(at)),

    list: (path) => reading(path, true, async (at) => calls.readdirSync(at).sort()),

    space: async (path) => {
      for (let at = path; ; at = dirname(at)) {
        const found = await reading(at, true, async (place) => calls.statfs(place));
        if (found !== undefined) return { totalBytes: found.blocks * found.bsize, freeBytes: found.bavail * found.bsize };
        if (at === '/') return undefined;
      }
    },

    write: (path, content, meta) => put(path, meta, (handle) => handle.writeFile(content)),

    copy: (from, path, meta, digest) =>
      put(path, meta, async (handle) => {
        const found = await reading(from, true, (at) => copyBytes(calls, at, handle));
        if (found !== digest) throw notTheSame(from, found);
      }),

    link: (path, target) =>
      changing(path, false, async (at) => {
        await replacing(calls, at, (temporary) => calls.symlink(target, temporary));
        await owners.forget(at);
      }),

    append: (path, content) =>
      changing(path, true, async (at) => {
        const isNew = await absent(calls, at);
        const handle = await calls.open(at, 'a', 0o600);
        try {
          await handle.writeFile(content);
          await handle.sync();
        } finally {
          await handle.close();
        }
        if (isNew) await syncDirectory(calls, dirname(at));
      }),

    remove: (path) =>
      changing(path, false, async (at) => {
        try {
          if ((await calls.lstat(at)).isDirectory()) await calls.rmdir(at);
          else await calls.unlink(at);
        } catch (thrown) {
          if (isAbsent(thrown)) return;
          throw thrown;
        }
        await owners.forget(at);
        await syncDirectory(calls, dirname(at));
      }),

    makeDirectory: (path, meta) =>
      changing(path, true, async (at) => {
        if (!(await absent(calls, at))) {
          if ((await calls.lstat(at)).isDirectory()) return;
          throw new ArchxenError('write-failed', `${path} is there, but is not a folder.`, { path });
        }
        await makeDirectory(calls, at, (handle, temporary) => owners.give(handle, temporary, at, meta));
      }),

    resize: (path, size) => changing(path, true, (at) => calls.truncate(at, size)),
  };
}

const absent = (calls: DiskCalls, at: string): Promise<boolean> =>
  calls.lstat(at).then(
    () => false,
    (thrown: unknown) => {
      if (isAbsent(thrown)) return true;
      throw thrown;
    },
  );

async function mustNotBeDirectory(calls: DiskCalls, at: string, path: string): Promise<void> {
  if (!(await absent(calls, at)) && (await calls.lstat(at)).isDirectory()) {
    throw new ArchxenError('write-failed', `${path} is a folder, so no file can be put in its place.`, { path });
  }
}

/** Makes something under a temporary name beside `at`, and puts it there in one step. What a crash left is replaced. */
async function replacing(calls: DiskCalls, at: string, make: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryOf(at);
  await calls.rm(temporary, { force: true });
  try {
    await make(temporary);
    await calls.rename(temporary, at);
  } catch (thrown) {
    await calls.rm(temporary, { force: true });
    throw thrown;
  }
  await syncDirectory(calls, dirname(at));
}

/** Under its name only when it has its mode and owner: one that is there already is left as it is, so it must never be half made. */
async function makeDirectory(calls: DiskCalls, at: string, give: (handle: OpenFile, temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryOf(at);
  if (!(await absent(calls, temporary))) await calls.rmdir(temporary);
  await calls.mkdir(temporary, 0o700);
  const handle = await calls.open(temporary, 'r');
  try {
    await give(handle, temporary);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await calls.rename(temporary, at);
  await syncDirectory(calls, dirname(at));
}

/** A new name is only safe on the disk once its directory is. */
async function syncDirectory(calls: DiskCalls, at: string): Promise<void> {
  const handle = await calls.open(at, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
