import type { RunResult } from '../../port.ts';
import { writeText } from '../core/files.ts';
import { type Command, done, failed, lines, type World } from '../core/world.ts';
import { nameOf, neededBy, readDatabase } from './database.ts';
import { parsePackage } from './package-file.ts';
import { query, test } from './pacman-query.ts';
import { findPackage, listPath, switchedOn } from './repositories.ts';
import { breaks, type Coming, install, remove, resolve, tooFull } from './transaction.ts';

const lock = '/var/lib/pacman/db.lck';
const locked =
  'error: failed to init transaction (unable to lock database)\nerror: could not lock database: File exists\n' +
  `  if you're sure a package manager is not already\n  running, you can remove ${lock}\n`;

const takesValue = new Set(['--print-format', '--dbpath', '--logfile', '--overwrite', '--config']);

export const pacman: Command = async ({ args }, world) => {
  const operation = args.find((arg) => /^-[A-Z]/.test(arg)) ?? '';
  const letters = operation.slice(2);
  const has = (option: string): boolean => args.includes(option);
  const targets = args.filter((arg, index) => !arg.startsWith('-') && !takesValue.has(args[index - 1] ?? ''));
  const elsewhere = has('--dbpath');
  switch (operation[1]) {
    case 'Q':
      return query(world, letters, targets);
    case 'T':
      return test(world, targets);
    case 'S':
    case 'U':
      return bring(world, operation[1], {
        letters,
        targets,
        needed: has('--needed'),
        asDependencies: has('--asdeps'),
        versions: has('%n %v'),
        elsewhere,
      });
    case 'R':
      return letters.includes('p') ? wouldGo(world, targets) : takeAway(world, targets);
    default:
      return failed(1, 'error: no operation specified (use -h for help)\n');
  }
};

interface Request {
  readonly letters: string;
  readonly targets: readonly string[];
  readonly needed: boolean;
  readonly asDependencies: boolean;
  readonly versions: boolean;
  /** Other databases than the host's own. */
  readonly elsewhere: boolean;
}

async function bring(world: World, operation: 'S' | 'U', request: Request): Promise<RunResult> {
  const printing = request.letters.includes('p');
  if (!printing && (await world.files.stat(lock)) !== undefined) return failed(1, locked);
  if (operation === 'S' && request.letters.includes('y')) {
    const synced = await refresh(world, request.elsewhere);
    if (synced.exit !== 0 || (request.targets.length === 0 && !request.letters.includes('u'))) return synced;
  }
  const wanted = operation === 'S' ? await fromRepositories(world, request) : await fromFiles(world, request);
  if ('error' in wanted) return failed(1, wanted.error);
  const resolved = await resolve(world, wanted.coming);
  if ('error' in resolved) return failed(1, resolved.error);
  const { coming } = resolved;
  if (printing) return done(lines(coming.map(({ name, version }) => (request.versions ? `${name} ${version}` : name))));
  if (coming.length === 0) return done(' there is nothing to do\n');
  const fetched = coming.some(({ files }) => files.length === 0);
  if (fetched && !world.model.online) return failed(1, unreachable);
  const full = tooFull(world, coming);
  if (full !== undefined) return failed(1, full);
  const before = await readDatabase(world);
  await install(world, coming);
  return done(told(coming, (name) => before[name] !== undefined));
}

const unreachable =
  'error: failed retrieving file from mirror.example.org : Could not resolve host: mirror.example.org\n' +
  'error: failed to commit transaction (failed to retrieve some files)\nErrors occurred, no packages were upgraded.\n';

async function refresh(world: World, elsewhere: boolean): Promise<RunResult> {
  const names = await switchedOn(world);
  if (!world.model.online) {
    return failed(
      1,
      lines([
        ...names.map((name) => `error: failed retrieving file '${name}.db' : Could not resolve host`),
        'error: failed to synchronize all databases (download library error)',
      ]),
    );
  }
  // A recorded host has no lists: the first fetch makes them.
  for (const name of names) {
    if (!elsewhere && (await world.files.stat(listPath(name))) === undefined) await writeText(world.files, listPath(name), `${name}\n`);
  }
  return done(lines([':: Synchronizing package databases...', ...names.map((name) => ` ${name} downloading...`)]));
}

type Wanted = { readonly coming: readonly Coming[] } | { readonly error: string };

async function fromRepositories(world: World, { targets, needed, asDependencies }: Request): Promise<Wanted> {
  const database = await readDatabase(world);
  const coming: Coming[] = [];
  const unknown: string[] = [];
  for (const target of targets) {
    const found = await findPackage(world, target.replace(/^.*\//, ''));
    if (found === undefined) unknown.push(`error: target not found: ${target}`);
    else if (!(needed && database[found.name]?.version === found.version))
      coming.push({ ...found, files: [], asDependency: asDependencies });
  }
  return unknown.length === 0 ? { coming } : { error: lines(unknown) };
}

async function fromFiles(world: World, { targets, needed, asDependencies }: Request): Promise<Wanted> {
  const database = await readDatabase(world);
  const coming: Coming[] = [];
  for (const path of targets) {
    const bytes = await world.files.read(path);
    if (bytes === undefined)
      return { error: `error: could not open file ${path}: No such file or directory\nerror: '${path}': could not find or read package\n` };
    const built = parsePackage(bytes);
    if (built === undefined) return { error: `error: '${path}': invalid or corrupted package\n` };
    if (!(needed && database[built.name]?.version === built.version)) coming.push({ ...built, asDependency: asDependencies });
  }
  return { coming };
}

function told(coming: readonly Coming[], wasThere: (name: string) => boolean): string {
  const verb = (name: string): string => (wasThere(name) ? 'upgrading' : 'installing');
  return lines([
    'resolving dependencies...',
    'looking for conflicting packages...',
    '',
    `Packages (${coming.length}) ${coming.map(({ name, version }) => `${name}-${version}`).join('  ')}`,
    '',
    ':: Proceed with installation? [Y/n] ',
    'checking keys in keyring...',
    'checking package integrity...',
    'loading package files...',
    'checking for file conflicts...',
    'checking available disk space...',
    ':: Processing package changes...',
    ...coming.map(({ name }) => `${verb(name)} ${name}...`),
    ':: Running post-transaction hooks...',
    '(1/1) Arming ConditionNeedsUpdate...',
  ]);
}

/** -Rsp: what would go, with what only that needs and nobody asked for. */
async function wouldGo(world: World, names: readonly string[]): Promise<RunResult> {
  const database = await readDatabase(world);
  const going = new Set(names);
  for (const name of going) {
    for (const dependency of (database[name]?.depends ?? []).map(nameOf)) {
      const others = neededBy(database, dependency).filter((by) => !going.has(by));
      if (database[dependency]?.asDependency && others.length === 0) going.add(dependency);
    }
  }
  return done(lines([...going]));
}

async function takeAway(world: World, names: readonly string[]): Promise<RunResult> {
  if ((await world.files.stat(lock)) !== undefined) return failed(1, locked);
  const database = await readDatabase(world);
  const unknown = names.filter((name) => database[name] === undefined);
  if (unknown.length > 0) return failed(1, lines(unknown.map((name) => `error: target not found: ${name}`)));
  const broken = breaks(database, names);
  if (broken.length > 0) {
    const told = broken.map(({ name, by }) => `:: removing ${name} breaks dependency '${name}' required by ${by}`);
    return failed(
      1,
      lines(['error: failed to prepare transaction (could not satisfy dependencies)', ...told]),
      'checking dependencies...\n',
    );
  }
  await remove(world, names);
  return done(
    lines([
      'checking dependencies...',
      '',
      `Packages (${names.length}) ${names.join('  ')}`,
      '',
      ...names.map((name) => `removing ${name}...`),
    ]),
  );
}
