import { sha256 } from '../../src/core/digest.ts';
import type { Tree, TreeNode } from '../../src/system/memory.ts';
import type { Disk } from './model/disk.ts';

/** What a power cut may leave: all that was written, only what was synced, or that and half of the last that was not. */
export type Model = 'all written' | 'only synced' | 'last write torn';

/** A state that a cut leaves the host in. */
export interface CrashState {
  readonly boundary: string;
  readonly model: Model;
  readonly tree: Tree;
}

/** Collects what cuts leave, each different state once. */
export function collectStates(): {
  readonly states: CrashState[];
  readonly boundaries: () => number;
  readonly at: (call: string, disk: Disk) => void;
} {
  const seen = new Set<string>();
  const states: CrashState[] = [];
  let boundaries = 0;
  return {
    states,
    boundaries: () => boundaries,
    at: (boundary, disk) => {
      boundaries += 1;
      const left: readonly (readonly [Model, Tree])[] = [
        ['all written', disk.all()],
        ['only synced', disk.synced()],
        ...disk.torn().map((tree) => ['last write torn', tree] as const),
      ];
      for (const [model, tree] of left) {
        const after = rebooted(tree);
        const print = fingerprint(after);
        if (seen.has(print)) continue;
        seen.add(print);
        states.push({ boundary, model, tree: after });
      }
    },
  };
}

/** What is in memory only is gone after a power cut; networkd then has only the lasting files. */
const rebooted = (tree: Tree): Tree =>
  new Map([...tree].filter(([path]) => !path.startsWith('/run/systemd/network/') && !path.startsWith('/run/archxen/')));

/** A digest of all of a tree: that of each of its entries, which is reckoned once, combined so that their order makes no difference. */
export function fingerprint(tree: Tree, leave: (path: string) => boolean = () => false): string {
  let [a, b, c] = [0, 0, 0];
  for (const [path, node] of tree) {
    if (leave(path)) continue;
    const words = wordsOf(path, node);
    a ^= words[0];
    b ^= words[1];
    c ^= words[2];
  }
  return `${a} ${b} ${c}`;
}

type Words = readonly [number, number, number];
const known = new WeakMap<TreeNode, Map<string, Words>>();

function wordsOf(path: string, node: TreeNode): Words {
  const paths = known.get(node) ?? new Map<string, Words>();
  known.set(node, paths);
  const there = paths.get(path);
  if (there !== undefined) return there;
  const digest = Buffer.from(sha256(`${path}\0${textOf(node)}`), 'hex');
  const words: Words = [digest.readInt32LE(0), digest.readInt32LE(4), digest.readInt32LE(8)];
  paths.set(path, words);
  return words;
}

function textOf(node: TreeNode): string {
  const what =
    node.type === 'file'
      ? `${sha256(node.content)} ${node.size ?? ''} ${JSON.stringify(node.xattrs ?? {})}`
      : node.type === 'link'
        ? node.target
        : '';
  return `${node.type} ${node.mode} ${node.uid} ${node.gid} ${what}`;
}
