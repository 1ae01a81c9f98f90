import type { RunResult } from '../../port.ts';
import { done, failed, lines, type World } from '../core/world.ts';
import { type Installed, nameOf, neededBy, readDatabase } from './database.ts';

/** pacman -Q and its kin. `letters` are those after the Q. */
export async function query(world: World, letters: string, names: readonly string[]): Promise<RunResult> {
  const database = await readDatabase(world);
  if (letters.includes('u')) return upgrades(world, names, letters.includes('q'));
  if (letters.includes('o')) return owners(database, names, letters.includes('q'));
  if (letters.includes('i')) return information(world, names);
  const known = names.length === 0 ? Object.keys(database).sort() : names.filter((name) => database[name] !== undefined);
  const unknown = names.filter((name) => database[name] === undefined);
  const chosen = known.filter((name) => {
    const { asDependency } = database[name] ?? {};
    if (letters.includes('t') && neededBy(database, name).length > 0) return false;
    return !(letters.includes('e') && asDependency) && !(letters.includes('d') && !asDependency);
  });
  const text = lines(chosen.map((name) => (letters.includes('q') ? name : `${name} ${database[name]?.version}`)));
  return unknown.length === 0 ? done(text) : failed(1, lines(unknown.map((name) => `error: package '${name}' was not found`)), text);
}

function upgrades({ model }: World, names: readonly string[], quiet: boolean): RunResult {
  const pending = model.pendingUpgrades.filter((line) => names.length === 0 || names.includes(line.split(' ')[0] ?? ''));
  if (pending.length === 0) return failed(1, '');
  return done(lines(pending.map((line) => (quiet ? (line.split(' ')[0] ?? '') : line.includes('->') ? line : `${line} 1-1 -> 1-2`))));
}

function owners(database: Readonly<Record<string, Installed>>, paths: readonly string[], quiet: boolean): RunResult {
  const out: string[] = [];
  const errors: string[] = [];
  for (const path of paths) {
    const owner = Object.entries(database).find(([, { files }]) => files?.includes(path));
    if (owner === undefined) errors.push(`error: No package owns ${path}`);
    else out.push(quiet ? owner[0] : `${path} is owned by ${owner[0]} ${owner[1].version}`);
  }
  return errors.length === 0 ? done(lines(out)) : failed(1, lines(errors), lines(out));
}

async function information(world: World, names: readonly string[]): Promise<RunResult> {
  const database = await readDatabase(world);
  const blocks: string[] = [];
  for (const name of names) {
    const entry = database[name];
    if (entry === undefined) return failed(1, `error: package '${name}' was not found\n`);
    const list = (all: readonly string[]): string => (all.length === 0 ? 'None' : all.join('  '));
    blocks.push(
      lines([
        `Name            : ${name}`,
        `Version         : ${entry.version}`,
        'Architecture    : x86_64',
        `Depends On      : ${list(entry.depends ?? [])}`,
        `Required By     : ${list(neededBy(database, name))}`,
        'Optional For    : None',
        `Install Reason  : ${entry.asDependency ? 'Installed as a dependency for another package' : 'Explicitly installed'}`,
        'Install Script  : No',
        '',
      ]),
    );
  }
  return done(blocks.join(''));
}

/** pacman -T: the dependencies that are not met; exit 127 then. */
export async function test(world: World, names: readonly string[]): Promise<RunResult> {
  const database = await readDatabase(world);
  const unmet = names.filter((name) => database[nameOf(name)] === undefined);
  return unmet.length === 0 ? done() : { ...failed(127, ''), stdout: lines(unmet) };
}
