import { dirname } from 'node:path/posix';
import type { Tree, TreeNode } from '../../../src/system/memory.ts';
import type { Xattrs } from '../../../src/system/port.ts';
import { IndexedMap } from './indexed.ts';

/** What a file, directory or link is; `kept` is what of it a power cut would leave. */
export interface Inode {
  type: TreeNode['type'];
  content: Uint8Array;
  target: string;
  mode: number;
  uid: number;
  gid: number;
  xattrs: Xattrs | undefined;
  size: number | undefined;
  kept: TreeNode | undefined;
}

/** The last thing that was done to the disk, if it was not synced: half of it may still get there. */
type Unsynced =
  | { readonly kind: 'data'; readonly inode: Inode; readonly before: Uint8Array }
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'name'; readonly path: string };

/**
 * A disk that keeps for sure only what was synced: the bytes and the meta of a file by fsync of the file, a name by fsync of
 * its directory, as POSIX has it and no more (ext4 keeps more). `isFat` says where names are not replaced in one step.
 */
export class Disk {
  readonly live = new IndexedMap<Inode>();
  readonly names = new IndexedMap<Inode>();
  readonly isFat: (path: string) => boolean;
  last: Unsynced | undefined;
  /** Recorded files that stand for larger ones, by their bytes: a whole copy of one is as large. */
  private readonly sizes = new Map<string, number>();

  constructor(tree: Tree, isFat: (path: string) => boolean) {
    this.isFat = isFat;
    for (const [path, node] of tree) {
      if (node.type === 'file' && node.size !== undefined) this.sizes.set(latin1(node.content), node.size);
      const inode = inodeOf(node);
      inode.kept = node;
      this.live.set(path, inode);
      this.names.set(path, inode);
    }
  }

  /** The size that is told of these bytes; undefined: their own. */
  sizeOf(content: Uint8Array): number | undefined {
    return this.sizes.size === 0 ? undefined : this.sizes.get(latin1(content));
  }

  /** fsync(2) of a file or directory. */
  sync(path: string): void {
    const inode = this.live.get(path);
    if (inode === undefined) return;
    inode.kept = nodeOf(inode);
    if (this.last?.kind === 'data' && this.last.inode === inode) this.last = undefined;
    if (inode.type !== 'directory') return;
    for (const name of this.names.children(path)) if (!this.live.has(name)) removeTree(this.names, name);
    for (const name of this.live.children(path)) this.names.set(name, this.live.get(name) as Inode);
    if (
      this.last !== undefined &&
      this.last.kind !== 'data' &&
      dirname(this.last.kind === 'rename' ? this.last.to : this.last.path) === path
    )
      this.last = undefined;
  }

  /** sync(2) */
  syncAll(): void {
    this.names.clear();
    for (const [path, inode] of this.live) {
      inode.kept = nodeOf(inode);
      this.names.set(path, inode);
    }
    this.last = undefined;
  }

  /** All that was written. */
  all(): Tree {
    return new Map([...this.live].map(([path, inode]) => [path, nodeOf(inode)]));
  }

  /** Only what was synced. */
  synced(): Tree {
    return reachable(new Map([...this.names].map(([path, inode]) => [path, keptOf(inode)])));
  }

  /** What was synced, and half of the last thing that was not, in each way that this may be; none: there is no such thing. */
  torn(): readonly Tree[] {
    const { last } = this;
    if (last === undefined) return [];
    const tree = this.synced();
    if (last.kind === 'data') {
      const path = [...this.names].find(([, inode]) => inode === last.inode)?.[0];
      const node = path === undefined ? undefined : tree.get(path);
      if (path === undefined || node?.type !== 'file') return [];
      const from = Math.min(last.before.length, last.inode.content.length);
      const half = from + Math.ceil((last.inode.content.length - from) / 2);
      tree.set(path, { ...node, content: last.inode.content.slice(0, half) });
      return [tree];
    }
    const to = last.kind === 'rename' ? last.to : last.path;
    const inode = this.live.get(to);
    if (!tree.has(dirname(to))) return [];
    if (last.kind === 'rename' && this.isFat(to)) {
      // The old name is given free before the new one is written; the temporary name was never synced, so it may be there or not.
      tree.delete(to);
      const without = new Map(tree);
      without.delete(last.from);
      if (inode !== undefined) tree.set(last.from, keptOf(inode));
      return [tree, without];
    }
    if (inode === undefined) tree.delete(to);
    else tree.set(to, keptOf(inode));
    return [tree];
  }
}

const latin1 = (content: Uint8Array): string => Buffer.from(content).toString('latin1');

export function inodeOf(node: TreeNode): Inode {
  const inode: Inode = {
    type: node.type,
    content: node.type === 'file' ? node.content : new Uint8Array(),
    target: node.type === 'link' ? node.target : '',
    mode: node.mode,
    uid: node.uid,
    gid: node.gid,
    xattrs: node.type === 'file' ? node.xattrs : undefined,
    size: node.type === 'file' ? node.size : undefined,
    kept: undefined,
  };
  nodes.set(inode, node);
  return inode;
}

/** Nodes of unchanged inodes are the same object, so that states can be told apart quickly. */
const nodes = new WeakMap<Inode, TreeNode>();
export function nodeOf(inode: Inode): TreeNode {
  const known = nodes.get(inode);
  if (known !== undefined && isSame(known, inode)) return known;
  const { type, content, target, mode, uid, gid, xattrs, size } = inode;
  const meta = { mode, uid, gid };
  const node: TreeNode =
    type === 'file'
      ? { type, content, ...meta, ...(xattrs && { xattrs }), ...(size !== undefined && { size }) }
      : type === 'link'
        ? { type, target, ...meta }
        : { type, ...meta };
  nodes.set(inode, node);
  return node;
}

const isSame = (node: TreeNode, { content, target, mode, uid, gid, xattrs, size }: Inode): boolean =>
  node.mode === mode &&
  node.uid === uid &&
  node.gid === gid &&
  (node.type !== 'file' || (node.content === content && node.xattrs === xattrs && node.size === size)) &&
  (node.type !== 'link' || node.target === target);

/** A file whose name was kept but that was never synced itself is empty; ext4 and FAT both leave such files. */
const keptOf = (inode: Inode): TreeNode => {
  if (inode.kept !== undefined) return inode.kept;
  const made = nodeOf({
    ...inode,
    content: new Uint8Array(),
    xattrs: undefined,
    size: undefined,
    mode: inode.type === 'directory' ? 0o700 : 0o600,
  });
  inode.kept = made;
  return made;
};

function reachable(tree: Tree): Tree {
  const isThere = (path: string): boolean => path === '/' || (tree.get(dirname(path))?.type === 'directory' && isThere(dirname(path)));
  for (const path of [...tree.keys()]) if (!isThere(path)) tree.delete(path);
  return tree;
}

function removeTree(names: IndexedMap<Inode>, path: string): void {
  for (const name of names.children(path)) removeTree(names, name);
  names.delete(path);
}
