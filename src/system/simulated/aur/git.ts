import type { RunResult } from '../../port.ts';
import { isThere, makeParents, readText, writeText } from '../core/files.ts';
import { type Command, done, failed, type World } from '../core/world.ts';
import { type PackageBase, packageBases, pkgbuild, srcinfo } from './bases.ts';

/** git over the AUR's package bases: what archxen asks of it, with the exit codes and words of the real one. */
export const git: Command = async ({ args, options }, world) => {
  const rest = [...args];
  let folder = options.cwd ?? '/';
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift();
    if (option === '-C') folder = rest.shift() ?? folder;
    else if (option === '-c') rest.shift();
  }
  const [verb, ...words] = rest;
  switch (verb) {
    case 'clone':
      return clone(world, words);
    case 'ls-remote':
      return lsRemote(world, words.filter((word) => !word.startsWith('-'))[0] ?? '');
    default:
      return inClone(world, folder, verb ?? '', words);
  }
};

/** A package base by the last part of its address. */
const baseAt = (url: string): PackageBase | undefined =>
  packageBases[
    url
      .replace(/\/+$/, '')
      .replace(/\.git$/, '')
      .replace(/^.*[/:]/, '')
  ];

const hostOf = (url: string): string => /^[a-z+]+:\/\/(?:[^@/]*@)?([^:/]+)/.exec(url)?.[1] ?? url;

function unreachable({ model }: World, url: string): string | undefined {
  if (!model.online) return `fatal: unable to access '${url}/': Could not resolve host: ${hostOf(url)}\n`;
  return baseAt(url) === undefined ? `fatal: repository '${url}/' not found\n` : undefined;
}

async function clone(world: World, words: readonly string[]): Promise<RunResult> {
  const branch = words[words.findIndex((word) => word === '--branch' || word === '-b') + 1];
  const places = words.filter((word, index) => !word.startsWith('-') && !/^(--branch|-b|--depth)$/.test(words[index - 1] ?? ''));
  const url = places[0] ?? '';
  const folder = places[1] ?? '';
  const base = baseAt(url);
  const problem = unreachable(world, url);
  if (problem !== undefined || base === undefined) return failed(128, `Cloning into '${folder}'...\n${problem}`);
  if (words.some((word) => word === '--branch' || word === '-b') && branch !== 'master') {
    return failed(
      128,
      `Cloning into '${folder}'...\nwarning: Could not find remote branch ${branch} to clone.\nfatal: Remote branch ${branch} not found in upstream origin\n`,
    );
  }
  if (((await world.files.list(folder)) ?? []).length > 0) {
    return failed(128, `fatal: destination path '${folder}' already exists and is not an empty directory.\n`);
  }
  await makeParents(world.files, `${folder}/x`);
  await writeText(world.files, `${folder}/.git/HEAD`, 'ref: refs/heads/master\n');
  await writeText(world.files, `${folder}/.git/config`, `[remote "origin"]\n\turl = ${url}\n`);
  await checkOut(world, folder, base);
  return { ...done(), stderr: `Cloning into '${folder}'...\n` };
}

/** Like git, it writes only what is not so already. */
async function checkOut(world: World, folder: string, base: PackageBase): Promise<void> {
  const [commit, text] = await Promise.all(
    [`${folder}/.git/refs/heads/master`, `${folder}/PKGBUILD`].map((path) => readText(world.files, path)),
  );
  if (commit?.trim() === base.commit && text === pkgbuild(base)) return;
  await writeText(world.files, `${folder}/.git/refs/heads/master`, `${base.commit}\n`);
  await writeText(world.files, `${folder}/PKGBUILD`, pkgbuild(base));
  await writeText(world.files, `${folder}/.SRCINFO`, srcinfo(base));
}

async function lsRemote(world: World, url: string): Promise<RunResult> {
  const base = baseAt(url);
  const problem = unreachable(world, url);
  if (problem !== undefined || base === undefined) return failed(128, problem ?? '');
  return done(`${base.commit}\tHEAD\n${base.commit}\trefs/heads/master\n`);
}

async function inClone(world: World, folder: string, verb: string, words: readonly string[]): Promise<RunResult | undefined> {
  if (!(await isThere(world.files, `${folder}/.git/HEAD`))) {
    return failed(128, 'fatal: not a git repository (or any of the parent directories): .git\n');
  }
  const url = /url = (\S+)/.exec((await readText(world.files, `${folder}/.git/config`)) ?? '')?.[1] ?? '';
  const base = baseAt(url);
  const head = (await readText(world.files, `${folder}/.git/refs/heads/master`))?.trim() ?? '';
  const named = words.at(-1) ?? '';
  switch (verb) {
    case 'rev-parse':
      return done(`${head}\n`);
    case 'cat-file':
      return named.replace(/\^.*$/, '') === head ? done() : failed(128, `fatal: Not a valid object name ${named}\n`);
    case 'fetch': {
      const from = words.find((word) => word.includes('://')) ?? url;
      const problem = unreachable(world, from);
      if (problem !== undefined) return failed(128, problem);
      return named === 'master' || named === from || named === 'origin'
        ? done()
        : failed(128, `fatal: couldn't find remote ref ${named}\n`);
    }
    case 'remote':
      if (words[0] === 'get-url') return done(`${url}\n`);
      await writeText(world.files, `${folder}/.git/config`, `[remote "origin"]\n\turl = ${named}\n`);
      return done();
    case 'checkout':
    case 'reset':
      if (base === undefined) return failed(128, `fatal: '${url}' is not a package base\n`);
      if (/^[0-9a-f]{7,40}$/.test(named) && !base.commit.startsWith(named)) return failed(128, `fatal: unable to read tree (${named})\n`);
      await checkOut(world, folder, base);
      return done(verb === 'reset' ? `HEAD is now at ${base.commit.slice(0, 7)} ${base.version}-${base.release}\n` : '');
    case 'status':
    case 'log':
    case 'clean':
      return done();
    default:
      return undefined;
  }
}
