import { dirname } from 'node:path/posix';
import { sha256 } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import { notTheSame } from './digest-file.ts';
import type { FileMeta, HardwareReading, Meta, RunOptions, RunResult, Space, Stat, System } from './port.ts';
import type { Resizable } from './resizable.ts';

export type TreeNode =
  | ({ readonly type: 'file'; readonly content: Uint8Array; readonly size?: number } & FileMeta)
  | ({ readonly type: 'directory' } & Meta)
  | ({ readonly type: 'link'; readonly target: string } & Meta);

export type Tree = Map<string, TreeNode>;

export interface MemoryOptions {
  readonly run?: (argv: readonly string[], options: RunOptions) => Promise<RunResult>;
  readonly space?: (path: string) => Space | undefined;
  readonly hardware?: HardwareReading;
  readonly now?: () => number;
}

const root: Meta = { mode: 0o755, uid: 0, gid: 0 };
const noSuchProgram: RunResult = { exit: 127, stdout: '', stderr: '', ended: 'missing' };

/** A host in a Map: for tests, recorded hosts and the crash simulation. Links in the middle of a path are followed. */
export function memorySystem(tree: Tree, options: MemoryOptions = {}): System & Resizable {
  if (!tree.has('/')) tree.set('/', { type: 'directory', ...root });
  const locks = new Set<string>();

  const resolve = (path: string, followLast: boolean, depth = 0): string => {
    if (depth > 20) throw new ArchxenError('write-failed', 'too many symbolic links', { path });
    const parts = path.split('/').filter(Boolean);
    let at = '';
    for (const [index, part] of parts.entries()) {
      at += `/${part}`;
      const node = tree.get(at);
      if (node?.type === 'link' && (followLast || index < parts.length - 1)) {
        const target = node.target.startsWith('/') ? node.target : `${dirname(at)}/${node.target}`;
        return resolve(normal([target, ...parts.slice(index + 1)].join('/')), followLast, depth + 1);
      }
    }
    return at === '' ? '/' : at;
  };

  const parentMustExist = (path: string): void => {
    if (tree.get(dirname(path))?.type !== 'directory') {
      throw new ArchxenError('write-failed', `${dirname(path)} is not a directory`, { path });
    }
  };

  return {
    read: async (path, range) => {
      const node = tree.get(resolve(path, true));
      if (node?.type !== 'file') return undefined;
      return range === undefined ? node.content : node.content.slice(range.offset, range.offset + range.length);
    },
    stat: async (path): Promise<Stat | undefined> => {
      const node = tree.get(resolve(path, false));
      if (node === undefined) return undefined;
      const { mode, uid, gid } = node;
      if (node.type === 'link') return { type: 'link', mode, uid, gid, size: node.target.length, target: node.target };
      return { type: node.type, mode, uid, gid, size: node.type === 'file' ? (node.size ?? node.content.length) : 0 };
    },
    xattrs: async (path) => {
      const node = tree.get(resolve(path, false));
      return (node?.type === 'file' ? node.xattrs : undefined) ?? {};
    },
    list: async (path) => {
      const at = resolve(path, true);
      if (tree.get(at)?.type !== 'directory') return undefined;
      const prefix = at === '/' ? '/' : `${at}/`;
      return [...tree.keys()]
        .filter((key) => key !== '/' && key.startsWith(prefix) && !key.slice(prefix.length).includes('/'))
        .map((key) => key.slice(prefix.length))
        .sort();
    },
    space: async (path) => options.space?.(path) ?? { totalBytes: 64 * 2 ** 30, freeBytes: 32 * 2 ** 30 },
    write: async (path, content, { mode, uid, gid, xattrs }) => {
      const at = resolve(path, false);
      parentMustExist(at);
      if (tree.get(at)?.type === 'directory') throw new ArchxenError('write-failed', `${path} is a directory`, { path });
      tree.set(at, { type: 'file', content: content.slice(), mode, uid, gid, ...(Object.keys(xattrs ?? {}).length > 0 && { xattrs }) });
    },
    copy: async (from, path, { mode, uid, gid, xattrs }, digest) => {
      const source = tree.get(resolve(from, true));
      const found = source?.type === 'file' ? sha256(source.content) : undefined;
      if (source?.type !== 'file' || found !== digest) throw notTheSame(from, found);
      const at = resolve(path, false);
      parentMustExist(at);
      const { xattrs: _, ...bytes } = source;
      tree.set(at, { ...bytes, mode, uid, gid, ...(Object.keys(xattrs ?? {}).length > 0 && { xattrs }) });
    },
    link: async (path, target) => {
      const at = resolve(path, false);
      parentMustExist(at);
      tree.set(at, { type: 'link', target, mode: 0o777, uid: 0, gid: 0 });
    },
    append: async (path, content) => {
      const at = resolve(path, true);
      parentMustExist(at);
      const node = tree.get(at);
      const before = node?.type === 'file' ? node.content : new Uint8Array();
      const meta = node?.type === 'file' ? node : { type: 'file' as const, mode: 0o600, uid: 0, gid: 0 };
      tree.set(at, { ...meta, content: Buffer.concat([before, content]) });
    },
    remove: async (path) => {
      const at = resolve(path, false);
      if (tree.get(at)?.type === 'directory' && [...tree.keys()].some((key) => key.startsWith(`${at}/`))) {
        throw new ArchxenError('write-failed', `${path} is not empty`, { path });
      }
      tree.delete(at);
    },
    makeDirectory: async (path, { mode, uid, gid }) => {
      const at = resolve(path, true);
      if (tree.get(at)?.type === 'directory') return;
      parentMustExist(at);
      tree.set(at, { type: 'directory', mode, uid, gid });
    },
    resize: async (path, size) => {
      const at = resolve(path, true);
      const node = tree.get(at);
      if (node?.type !== 'file') throw new ArchxenError('write-failed', `${path} is not a file`, { path });
      tree.set(at, { ...node, content: node.content.slice(0, size), size });
    },
    run: async (argv, runOptions = {}) => (await options.run?.(argv, runOptions)) ?? noSuchProgram,
    lock: async (path) => {
      if (locks.has(path)) return undefined;
      locks.add(path);
      return { release: async () => void locks.delete(path) };
    },
    now: options.now ?? Date.now,
    hardware: async () => options.hardware ?? { disks: [] },
  };
}

const normal = (path: string): string => {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') out.pop();
    else if (part !== '' && part !== '.') out.push(part);
  }
  return `/${out.join('/')}`;
};

/** A tree with these texts, parents made as needed. */
export function treeOf(files: Readonly<Record<string, string>>): Tree {
  const tree: Tree = new Map();
  for (const [path, text] of Object.entries(files))
    plant(tree, path, { type: 'file', content: Buffer.from(text), mode: 0o644, uid: 0, gid: 0 });
  return tree;
}

/** Puts a node into a tree and makes the directories above it. */
export function plant(tree: Tree, path: string, node: TreeNode): void {
  for (let at = dirname(path); !tree.has(at); at = dirname(at)) tree.set(at, { type: 'directory', ...root });
  tree.set(path, node);
}
