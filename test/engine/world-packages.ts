import { plant, type Tree } from '../../src/system/memory.ts';
import type { RunResult } from '../../src/system/port.ts';

const database = '/var/lib/pacman/local/';
const result = (stdout: string, exit = 0, stderr = ''): RunResult => ({ exit, stdout, stderr, ended: 'exit' });

/** What the repositories have, and the package that is built: version, dependencies, files. */
const available: Readonly<
  Record<string, { readonly version: string; readonly depends: readonly string[]; readonly files: readonly string[] }>
> = {
  acpica: { version: '20260408-1', depends: [], files: [] },
  'lib32-glibc': { version: '2.42-1', depends: ['glibc', 'lib32-gcc-libs'], files: [] },
  'lib32-gcc-libs': { version: '15.1-1', depends: [], files: [] },
  glibc: { version: '2.42-1', depends: [], files: [] },
  yajl: { version: '2.1-1', depends: [], files: [] },
  xen: { version: '4.21.2-1', depends: ['yajl', 'glibc'], files: ['/boot/xen.gz', '/usr/lib/systemd/system/xenconsoled.service'] },
};

/** A pacman whose database is files of the tree. */
export function packageCommand(tree: Tree, words: readonly string[]): RunResult {
  const [operation = ''] = words;
  const names = words
    .slice(1)
    .filter((word) => !word.startsWith('-') && !word.startsWith('%n'))
    .map((word) => /([^/]+?)-[^-]+-[^-]+-x86_64\.pkg\.tar\.zst$/.exec(word)?.[1] ?? word);
  if (operation === '-Q')
    return result(
      installed(tree)
        .map((name) => `${name} ${version(tree, name)}\n`)
        .join(''),
    );
  if (operation === '-Qi')
    return result(`Name            : ${names[0]}\nRequired By     : ${neededBy(tree, names[0] ?? '', []).join('  ') || 'None'}\n`);
  if (operation === '-Rn') return remove(tree, names);
  if (operation === '-Sy') {
    put(tree, '/var/lib/pacman/sync/core.db', 'newer');
    put(tree, '/var/lib/pacman/sync/multilib.db', 'new');
    return result(':: Synchronizing package databases...\n');
  }
  if (operation === '-D' || operation === '-Qqe') return result('');
  if (operation === '-Qqo') return result('', 1, 'error: No package owns it\n');
  const unknown = names.filter((name) => !(name in available));
  if (unknown.length > 0) return result('', 1, `error: target not found: ${unknown[0]}\n`);
  const coming = closure(names).filter((name) => !installed(tree).includes(name));
  if (operation.endsWith('p')) return result(coming.map((name) => `${name} ${available[name]?.version}\n`).join(''));
  for (const name of coming) {
    put(tree, `${database}${name}`, available[name]?.version ?? '');
    for (const file of available[name]?.files ?? []) put(tree, file, name);
  }
  return result('resolving dependencies...\n');
}

const installed = (tree: Tree): readonly string[] =>
  [...tree.keys()].filter((path) => path.startsWith(database)).map((path) => path.slice(database.length));

function version(tree: Tree, name: string): string {
  const node = tree.get(`${database}${name}`);
  return node?.type === 'file' ? Buffer.from(node.content).toString('utf8') : '';
}

const neededBy = (tree: Tree, name: string, without: readonly string[]): readonly string[] =>
  installed(tree).filter(
    (other) => !without.includes(other) && (available[other]?.depends.includes(name) || version(tree, other).includes(`needs ${name}`)),
  );

function closure(names: readonly string[]): readonly string[] {
  const all = new Set(names);
  for (const name of all) for (const depends of available[name]?.depends ?? []) all.add(depends);
  return [...all];
}

function remove(tree: Tree, names: readonly string[]): RunResult {
  const broken = names.flatMap((name) =>
    neededBy(tree, name, names).map((by) => `:: removing ${name} breaks dependency '${name}' required by ${by}\n`),
  );
  if (broken.length > 0)
    return result(
      `checking dependencies...\n${broken.join('')}`,
      1,
      'error: failed to prepare transaction (could not satisfy dependencies)\n',
    );
  for (const name of names) {
    tree.delete(`${database}${name}`);
    // The directory stays where pacman would have kept it, too: something else is in it.
    for (const file of available[name]?.files ?? []) tree.delete(file);
    for (const directory of ['/usr/lib/systemd/system', '/usr/lib/systemd']) {
      if (![...tree.keys()].some((path) => path.startsWith(`${directory}/`))) tree.delete(directory);
    }
  }
  return result('');
}

const put = (tree: Tree, path: string, content: string): void =>
  plant(tree, path, { type: 'file', content: Buffer.from(content), mode: 0o644, uid: 0, gid: 0 });
