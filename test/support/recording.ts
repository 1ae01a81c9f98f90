import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';

/** The host as it was just before one effect. */
export interface Snapshot {
  readonly effect: string;
  readonly tree: Tree;
}

/** A System over a memory tree that keeps a copy of the tree before each effect: where a power cut would leave the host. */
export function recording(system: System, tree: Tree): { readonly system: System; readonly snapshots: readonly Snapshot[] } {
  const snapshots: Snapshot[] = [];
  const before = (effect: string): void => void snapshots.push({ effect, tree: new Map(tree) });
  return {
    snapshots,
    system: {
      ...system,
      write: (path, content, meta) => {
        before(`write ${path}`);
        return system.write(path, content, meta);
      },
      copy: (from, path, ...rest) => {
        before(`write ${path}`);
        return system.copy(from, path, ...rest);
      },
      link: (path, target) => {
        before(`link ${path}`);
        return system.link(path, target);
      },
      append: (path, content) => {
        before(`append ${path}`);
        return system.append(path, content);
      },
      remove: (path) => {
        before(`remove ${path}`);
        return system.remove(path);
      },
      makeDirectory: (path, meta) => {
        before(`mkdir ${path}`);
        return system.makeDirectory(path, meta);
      },
      run: (argv, options) => {
        before(`run ${argv.join(' ')}`);
        return system.run(argv, options);
      },
    },
  };
}

const ownState = /^\/(run|proc|sys|tmp)(\/|$)|^\/var\/(lib|log|cache)\/(archxen|\.archxen\.archxen-tmp)(\/|$)|^\/var\/(lib|log|cache)$/;

/** What a rollback must bring back: every path with its kind, mode, owner and bytes, but archxen's own state and what a reboot clears. */
export function hostState(tree: Tree): Readonly<Record<string, string>> {
  const state: Record<string, string> = {};
  for (const [path, node] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (ownState.test(path) && !path.startsWith('/sys/firmware/efi/efivars/')) continue;
    const xattrs = node.type === 'file' && node.xattrs ? ` ${JSON.stringify(node.xattrs)}` : '';
    const meta = `${node.mode.toString(8)} ${node.uid}:${node.gid}${xattrs}`;
    if (node.type === 'file') state[path] = `file ${meta} ${Buffer.from(node.content).toString('base64')}`;
    else if (node.type === 'link') state[path] = `link ${node.target}`;
    else state[path] = `directory ${meta}`;
  }
  return state;
}

/** The lines that differ between two states; empty when they are the same. */
export function differences(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): readonly string[] {
  const paths = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...paths].filter((path) => a[path] !== b[path]).map((path) => `${path}: ${clip(a[path])} -> ${clip(b[path])}`);
}

const clip = (text: string | undefined): string => (text === undefined ? 'nothing' : text.length > 90 ? `${text.slice(0, 90)}~` : text);
