import { dirname } from 'node:path/posix';
import type { DiskCalls, Found, OpenFile } from '../../../src/system/disk/calls.ts';
import type { Disk, Inode } from './disk.ts';
import { inodeOf } from './disk.ts';

const failure = (code: string, at: string): Error => Object.assign(new Error(`${code}: ${at}`), { code });

/** The system calls of archxen over a modelled disk. `boundary` is called before each that changes it, with its name. */
export function modelCalls(disk: Disk, boundary: (call: string) => void, ignoreSync = false): DiskCalls {
  const get = (at: string): Inode => {
    const inode = disk.live.get(at);
    if (inode === undefined) throw failure('ENOENT', at);
    return inode;
  };
  const parent = (at: string): void => {
    if (disk.live.get(dirname(at))?.type !== 'directory') throw failure('ENOENT', dirname(at));
  };
  const put = (at: string, inode: Inode): void => {
    parent(at);
    disk.live.set(at, inode);
    disk.last = { kind: 'name', path: at };
  };
  const found = ({ mode, uid, gid, size, content, type }: Inode): Found => ({
    mode,
    uid,
    gid,
    size: size ?? content.length,
    isFile: () => type === 'file',
    isDirectory: () => type === 'directory',
    isSymbolicLink: () => type === 'link',
  });
  const handle = (at: string, inode: Inode): OpenFile => ({
    writeFile: async (content) => {
      boundary(`write ${at}`);
      disk.last = { kind: 'data', inode, before: inode.content };
      inode.content = Buffer.concat([inode.content, content]);
      inode.size = disk.sizeOf(inode.content);
    },
    stat: async () => found(inode),
    chmod: async (mode) => {
      if (disk.isFat(at)) return;
      boundary(`chmod ${at}`);
      inode.mode = mode;
    },
    chown: async (uid, gid) => {
      if (disk.isFat(at)) return;
      boundary(`chown ${at}`);
      inode.uid = uid;
      inode.gid = gid;
    },
    sync: async () => {
      boundary(`fsync ${at}`);
      if (!ignoreSync) disk.sync(at);
    },
    close: async () => undefined,
  });
  const remove = (at: string): void => {
    disk.live.delete(at);
    disk.last = { kind: 'name', path: at };
  };
  const isEmpty = (at: string): boolean => disk.live.children(at).length === 0;
  const fresh = (type: Inode['type'], at: string, mode: number): Inode =>
    inodeOf(
      type === 'file'
        ? { type, content: new Uint8Array(), mode: disk.isFat(at) ? 0o755 : mode, uid: 0, gid: 0 }
        : { type: 'directory', mode: disk.isFat(at) ? 0o755 : mode, uid: 0, gid: 0 },
    );

  return {
    open: async (at, flags, mode = 0o666) => {
      const there = disk.live.get(at);
      if (there !== undefined || flags === 'r') return handle(at, get(at));
      boundary(`create ${at}`);
      const inode = fresh('file', at, mode);
      put(at, inode);
      return handle(at, inode);
    },
    rename: async (from, to) => {
      boundary(`rename ${to}`);
      const inode = get(from);
      parent(to);
      if (disk.live.children(from).length > 0) throw failure('EXDEV', from);
      disk.live.delete(from);
      disk.live.set(to, inode);
      disk.last = { kind: 'rename', from, to };
    },
    rm: async (at) => {
      if (!disk.live.has(at)) return;
      boundary(`unlink ${at}`);
      remove(at);
    },
    rmdir: async (at) => {
      get(at);
      if (!isEmpty(at)) throw failure('ENOTEMPTY', at);
      boundary(`rmdir ${at}`);
      remove(at);
    },
    unlink: async (at) => {
      get(at);
      boundary(`unlink ${at}`);
      remove(at);
    },
    symlink: async (target, at) => {
      boundary(`symlink ${at}`);
      put(at, inodeOf({ type: 'link', target, mode: 0o777, uid: 0, gid: 0 }));
    },
    mkdir: async (at, mode) => {
      boundary(`mkdir ${at}`);
      if (disk.live.has(at)) throw failure('EEXIST', at);
      put(at, fresh('directory', at, mode));
    },
    truncate: async (at, size) => {
      const inode = get(at);
      boundary(`truncate ${at}`);
      inode.content = inode.content.slice(0, size);
      inode.size = size;
    },
    lstat: async (at) => found(get(at)),
    statfs: async () => ({ type: 0, blocks: 1e9, bsize: 4096, bavail: 1e8 }),
    lstatSync: (at) => found(get(at)),
    readdirSync: (at) => {
      if (get(at).type !== 'directory') throw failure('ENOTDIR', at);
      return disk.live.children(at).map((name) => name.slice(name.lastIndexOf('/') + 1));
    },
    readlinkSync: (at) => get(at).target,
    readContent: async (at, range) => {
      const { type, content } = get(at);
      if (type !== 'file') return undefined;
      return range === undefined ? content : content.slice(range.offset, range.offset + range.length);
    },
  };
}
