import type { Change, DirectoryChange, FileChange } from '../core/change.ts';
import type { RepositoryChange } from '../core/change-packages.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import { backup } from './backup.ts';
import { directoryDoer } from './directory-change.ts';
import type { Doer } from './doer.ts';
import { fileDoer } from './file-change.ts';
import { digestOfFile } from './file-digest.ts';

/**
 * The packages of another host, copied from the folder that they came in: pacman reads a repository at each `pacman -Sy`, long
 * after a stick was unplugged, and as a user who may not look into homes or /run/media.
 */
export const repositoryDoer: Doer<RepositoryChange> = {
  describe: ({ name, from, to }) => ({
    commands: [],
    files: [],
    notes: [`Copy the packages of ${from}, their signatures and the lists of [${name}] to ${to}`, 'Everybody may read them there'],
  }),

  inverse: async (change, system) => {
    const back: Change[] = [];
    for (const [nth, file] of (await copies(change, system)).entries()) {
      const { path, sha256 } = file;
      if ((await digestOfFile(system, path)) === sha256) continue;
      const [first] = await backup(system, { id: `${change.id}.${nth + 1}`, path, replacedBy: sha256 });
      if (first !== undefined) back.push(first);
    }
    return [...back, ...(await directoryDoer.inverse(directory(change), system))];
  },

  apply: async (change, context) => {
    const files = await copies(change, context.system);
    let changed = await directoryDoer.apply(directory(change), context);
    for (const file of files) changed = (await fileDoer.apply(written(change, file), context)) || changed;
    return changed;
  },

  // What it came from may be unplugged by now; the lists are the last that is copied.
  verify: async ({ name, to }, system) =>
    (await system.stat(`${to}/${name}.db`)) === undefined ? `${to}/${name}.db is not there` : undefined,
};

interface Copy {
  readonly from: string;
  readonly path: string;
  readonly sha256: string;
}

const isPackage = (entry: string): boolean => /\.pkg\.tar(\.[a-z0-9]+)?$/.test(entry.replace(/\.sig$/, ''));

/** What is copied, the lists last: they must not name what is not there yet. */
async function copies({ name, from, to }: RepositoryChange, system: System): Promise<readonly Copy[]> {
  const entries = (await system.list(from)) ?? [];
  const lists = ['files', 'db'].flatMap((list) => listOf(entries, `${name}.${list}`));
  if (!lists.some(([, as]) => as === `${name}.db`)) throw noRepository(name, from, entries);
  const found: Copy[] = [];
  for (const [entry, as] of [...entries.filter(isPackage).map((each) => [each, each] as const), ...lists]) {
    const sha256 = await digestOfFile(system, `${from}/${entry}`);
    if (sha256 !== undefined) found.push({ from: `${from}/${entry}`, path: `${to}/${as}`, sha256 });
  }
  return found;
}

/** A list's signature and the list, with the names that pacman asks for: links of repo-add's, which a stick with FAT does not keep. */
const listOf = (entries: readonly string[], list: string): readonly (readonly [entry: string, as: string])[] =>
  ['.sig', ''].flatMap((end) => {
    const entry = [`${list}${end}`, `${list}.tar.gz${end}`].find((each) => entries.includes(each));
    return entry === undefined ? [] : [[entry, `${list}${end}`] as const];
  });

const root = { uid: 0, gid: 0 };

const directory = ({ id, title, to }: RepositoryChange): DirectoryChange => ({
  kind: 'directory',
  id: `${id}.directory`,
  title,
  path: to,
  present: true,
  mode: 0o755,
  ...root,
});

const written = ({ id, title }: RepositoryChange, { from, path, sha256 }: Copy): FileChange => ({
  kind: 'file',
  id,
  title,
  path,
  content: { copyOf: from, sha256 },
  mode: 0o644,
  ...root,
});

const noRepository = (name: string, from: string, entries: readonly string[]): ArchxenError =>
  new ArchxenError('command-failed', `${from} has no ${name}.db, so it is no repository of packages.`, {
    path: from,
    lines: entries.slice(0, 5),
    hint: 'Plug in or mount what it is on, or write it with "archxen packages DIR" on the host that built Xen. Then run archxen again.',
  });
