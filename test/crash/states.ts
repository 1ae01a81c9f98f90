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

const numbers = new WeakMap<TreeNode, string>();

export function fingerprint(tree: Tree): string {
  let text = '';
  for (const [path, node] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) text += `${path}\0${numberOf(node)}\n`;
  return sha256(text);
}

function numberOf(node: TreeNode): string {
  const known = numbers.get(node);
  if (known !== undefined) return known;
  const what =
    node.type === 'file'
      ? `${sha256(node.content)} ${node.size ?? ''} ${JSON.stringify(node.xattrs ?? {})}`
      : node.type === 'link'
        ? node.target
        : '';
  const number = `${node.type} ${node.mode} ${node.uid} ${node.gid} ${what}`;
  numbers.set(node, number);
  return number;
}
