import { dirname } from 'node:path/posix';
import { ArchxenError } from '../core/error.ts';
import { firstBytes, type Magic } from './magic.ts';
import { memorySystem, plant, type Tree, type TreeNode } from './memory.ts';
import type { RunResult, Space, System } from './port.ts';
import type { RecordedFile, RecordedHost, RecordedMount } from './recorded-host.ts';
import type { Resizable } from './resizable.ts';

/** A recorded host as one record: what it extends is merged in, what is null is gone. */
export function resolveHost(host: RecordedHost, lookup: (name: string) => RecordedHost | undefined): RecordedHost {
  if (host.extends === undefined)
    return { ...host, files: withoutNulls(host.files), ...(host.commands && { commands: withoutNulls(host.commands) }) };
  const named = lookup(host.extends);
  if (named === undefined) {
    throw new ArchxenError('unknown-host', `The recorded host "${host.name}" extends "${host.extends}", which is not known.`);
  }
  const base = resolveHost(named, lookup);
  const { extends: _, ...own } = host;
  const removed = Object.keys(host.files).filter((path) => host.files[path] === null);
  const kept = Object.entries(base.files).filter(([path]) => !removed.some((gone) => path === gone || path.startsWith(`${gone}/`)));
  return {
    ...base,
    ...own,
    files: withoutNulls({ ...Object.fromEntries(kept), ...host.files }),
    commands: withoutNulls({ ...base.commands, ...host.commands }),
    model: {
      ...base.model,
      ...host.model,
      packages: withoutNulls({ ...base.model?.packages, ...host.model?.packages }),
      repositories: mergedRepositories(base, host),
      units: withoutNulls({ ...base.model?.units, ...host.model?.units }),
    },
  };
}

/** Package by package: the other packages of a repository stay. */
function mergedRepositories(base: RecordedHost, host: RecordedHost): Record<string, Record<string, string>> {
  const [before, own] = [base.model?.repositories ?? {}, host.model?.repositories ?? {}];
  return Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(own)])].map((name) => [name, { ...before[name], ...own[name] }]),
  );
}

const withoutNulls = <T>(record: Readonly<Record<string, T>>): Record<string, Exclude<T, null>> => {
  const out: Record<string, Exclude<T, null>> = {};
  for (const [key, value] of Object.entries(record)) if (value !== null) out[key] = value as Exclude<T, null>;
  return out;
};

/** Every file of a (resolved) host as a tree in memory. */
export function treeOfHost(host: RecordedHost): Tree {
  const tree: Tree = new Map();
  for (const [path, file] of sortedFiles(host)) plant(tree, path, nodeOf(file));
  return tree;
}

/** A (resolved) host to be looked at: its files, and those commands whose output was recorded. */
export function recordedSystem(host: RecordedHost): System & Resizable {
  const hardware = host.model?.hardware;
  return memorySystem(treeOfHost(host), {
    run: async (argv) => recordedAnswer(host, argv) ?? { exit: 127, stdout: '', stderr: '', ended: 'missing' },
    space: (path) => recordedSpace(host, path),
    ...(hardware && { hardware }),
  });
}

/** Writes every file of a (resolved) host into another System, such as a scratch root; large binaries become sparse files. */
export const plantHost = (host: RecordedHost, system: System & Resizable): Promise<void> => plantFiles(sortedFiles(host), system);

/** Only what is at or below these paths. */
export const plantPaths = (host: RecordedHost, system: System & Resizable, paths: readonly string[]): Promise<void> =>
  plantFiles(
    sortedFiles(host).filter(([path]) => paths.some((top) => path === top || path.startsWith(`${top}/`))),
    system,
  );

async function plantFiles(files: readonly [string, RecordedFile][], system: System & Resizable): Promise<void> {
  const made = new Set<string>(['/']);
  const makeParents = async (path: string): Promise<void> => {
    if (made.has(path)) return;
    if ((await system.list(path)) !== undefined) return void made.add(path);
    await makeParents(dirname(path));
    await system.makeDirectory(path, { mode: 0o755, uid: 0, gid: 0 });
    made.add(path);
  };
  for (const [path, file] of files) {
    const node = nodeOf(file);
    const { mode, uid, gid } = node;
    await makeParents(dirname(path));
    if (node.type === 'link') await system.link(path, node.target);
    else if (node.type === 'directory') {
      if (!made.has(path)) await system.makeDirectory(path, { mode, uid, gid });
      made.add(path);
    } else {
      await system.write(path, node.content, { mode, uid, gid });
      if (node.size !== undefined && node.size > node.content.length) await system.resize(path, node.size);
    }
  }
}

/** What a command was recorded to print; undefined: it was not recorded. */
export function recordedAnswer(host: RecordedHost, argv: readonly string[]): RunResult | undefined {
  const answer = host.commands?.[argv.join(' ')];
  if (answer === undefined || answer === null) return undefined;
  return { exit: answer.exit ?? 0, stdout: answer.stdout ?? '', stderr: answer.stderr ?? '', ended: 'exit' };
}

/** The mount that a path is on. */
export function mountOf(host: RecordedHost, path: string): RecordedMount | undefined {
  return [...(host.mounts ?? [])]
    .sort((a, b) => b.mount.length - a.mount.length)
    .find(({ mount }) => mount === '/' || path === mount || path.startsWith(`${mount}/`));
}

export function recordedSpace(host: RecordedHost, path: string): Space | undefined {
  const mount = mountOf(host, path);
  return mount && { totalBytes: mount.totalMiB * 2 ** 20, freeBytes: mount.freeMiB * 2 ** 20 };
}

/** Sorted, so that a directory comes before what is in it. */
const sortedFiles = (host: RecordedHost): readonly [string, RecordedFile][] =>
  Object.entries({ ...enablingLinks(host), ...withoutNulls(host.files) }).sort(([a], [b]) => (a < b ? -1 : 1));

/** Units that the model says are enabled are so by links, as on a real host. */
const enablingLinks = ({ model }: RecordedHost): Record<string, RecordedFile> =>
  Object.fromEntries(
    Object.entries(model?.units ?? {}).flatMap(([unit, state]) =>
      state?.enabled === 'enabled'
        ? [[`/etc/systemd/system/multi-user.target.wants/${unit}`, { link: `/usr/lib/systemd/system/${unit}` }]]
        : [],
    ),
  );

function nodeOf(file: RecordedFile): TreeNode {
  if (typeof file === 'string') return { type: 'file', content: Buffer.from(file), mode: 0o644, uid: 0, gid: 0 };
  const { uid = 0, gid = 0 } = file;
  if (file.link !== undefined) return { type: 'link', target: file.link, mode: 0o777, uid, gid };
  if (file.directory) return { type: 'directory', mode: file.mode ?? 0o755, uid, gid };
  const content = contentOf(file);
  const size = file.size !== undefined && file.size > content.length ? file.size : undefined;
  return { type: 'file', content, mode: file.mode ?? 0o644, uid, gid, ...(size !== undefined && { size }) };
}

function contentOf(file: { readonly text?: string; readonly base64?: string; readonly magic?: Magic }): Uint8Array {
  if (file.magic !== undefined) return firstBytes(file.magic, file.text);
  return file.base64 === undefined ? Buffer.from(file.text ?? '') : Buffer.from(file.base64, 'base64');
}
