import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import type { Change } from '../../src/core/change.ts';
import { memorySystem, plant, type Tree, treeOf } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';

export const own = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
export const meta = { mode: 0o644, ...own };
export const hostile = "/etc/it's $(touch owned)\n`touch owned`; .conf";
export const changes: readonly Change[] = [
  { kind: 'file', id: 'text', title: 'Change a text', path: '/etc/a.conf', content: { text: 'new\n' }, ...meta },
  { kind: 'file', id: 'large', title: 'Change a large file', path: '/boot/large', content: { base64: 'AAEC' }, ...meta },
  { kind: 'file', id: 'deep', title: 'Write a new file', path: '/srv/x/y', content: { text: 'y' }, before: null, ...meta },
  { kind: 'file', id: 'link', title: 'Turn a link', path: '/etc/link', content: { link: 'b.conf' }, ...meta },
  { kind: 'file', id: 'gone', title: 'Remove a file', path: '/etc/b.conf', content: null, ...meta },
  { kind: 'file', id: 'hostile', title: 'A name', path: hostile, content: { text: 'new' }, ...meta },
  { kind: 'file', id: 'private', title: 'A private file', path: '/etc/private', content: { text: 'new' }, ...meta, mode: 0o600 },
  { kind: 'file', id: 'again', title: 'Change it again', path: '/etc/a.conf', content: { text: 'newer\n' }, ...meta },
];

/** A small host in memory: what a disk would make wait for is not what this is about. */
export function host(): { readonly tree: Tree; readonly system: System } {
  const tree = treeOf({ '/boot/keep': '', '/run/lock/keep': '', '/var/log/keep': '', '/var/lib/keep': '', '/srv/keep': '' });
  const file = (path: string, content: Uint8Array, mode: number): void =>
    plant(tree, path, { type: 'file', content, mode, uid: own.uid, gid: own.gid });
  file('/etc/a.conf', Buffer.from("-old 100% 'quoted' \\n é\n\tlast line without an end"), 0o644);
  file('/etc/b.conf', Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), 0o644);
  file('/etc/private', Buffer.from('a secret\n'), 0o600);
  file(hostile, Buffer.from('old'), 0o755);
  file('/boot/large', Buffer.alloc(100_000, 5), 0o644);
  plant(tree, '/etc/link', { type: 'link', target: 'a.conf', mode: 0o777, uid: 0, gid: 0 });
  return { tree, system: memorySystem(tree) };
}

/** The host as a rescue shell finds it: on a disk. */
export function onDisk(tree: Tree, root: string): string {
  mkdirSync(root);
  for (const [path, node] of [...tree].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (path === '/') continue;
    if (node.type === 'directory') mkdirSync(root + path);
    else if (node.type === 'link') symlinkSync(node.target, root + path);
    else writeFileSync(root + path, node.content, { mode: node.mode });
  }
  return root;
}

export function listing(root: string): readonly string[] {
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' }).sort();
  return paths
    .filter((path) => !/^var\/(lib|log)\/archxen|^boot\/archxen-restore|^\.archxen-owners/.test(path))
    .map((path) => {
      const stat = lstatSync(`${root}/${path}`);
      const content = stat.isFile()
        ? readFileSync(`${root}/${path}`, 'base64')
        : stat.isSymbolicLink()
          ? readlinkSync(`${root}/${path}`)
          : '';
      return `${path} ${stat.mode.toString(8)} ${content}`;
    });
}
