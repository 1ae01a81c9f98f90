import { dirname } from 'node:path/posix';
import type { PackageChange } from '../core/change-packages.ts';
import type { System } from '../system/port.ts';
import type { DoContext } from './doer.ts';
import { keepEditedOf } from './package-edited.ts';
import { installed, pacmanError, runPacman } from './pacman.ts';
import { parseNames, parseNeeded } from './pacman-output.ts';
import { runQuiet } from './run-command.ts';

/**
 * Removes those of the packages that are still there, without their dependencies (-s) and without force (--nodeps). What
 * something else needs by now is kept, with a warning. -n: no .pacsave copies beside the files, archxen keeps what was edited.
 */
export async function removePackages(names: readonly string[], context: DoContext): Promise<boolean> {
  const there = await installed(context.system);
  let left = names.filter((name) => there.has(name));
  await keepEditedOf(new Map([...there].filter(([name]) => left.includes(name))), context);
  while (left.length > 0) {
    const argv = ['pacman', '-Rn', '--noconfirm', ...left];
    const result = await runPacman(context, argv);
    if (result.ended === 'exit' && result.exit === 0) return true;
    const needed = parseNeeded([...result.lines, result.stdout, result.stderr].join('\n'));
    const rest = left.filter((name) => !needed.has(name));
    if (result.ended !== 'exit' || rest.length === left.length) throw pacmanError(context, argv, result);
    for (const name of left) if (needed.has(name)) context.warn(`${name} is kept: ${[...new Set(needed.get(name))].join(', ')} needs it`);
    left = rest;
  }
  return false;
}

/** Those named; for temporary ones also what only they need, as pacman says itself, but nothing that was there unneeded before. */
export async function namesToRemove({ names, temporary }: PackageChange, system: System): Promise<readonly string[]> {
  if (temporary === undefined) return names;
  const there = await installed(system);
  const left: string[] = [];
  for (const name of names) if (there.has(name) && !(await neededByOthers(system, name, names))) left.push(name);
  if (left.length === 0) return [];
  const { exit, stdout } = await runQuiet(system, ['pacman', '-Rsp', '--print-format', '%n', ...left]);
  return exit === 0 ? parseNames(stdout).filter((name) => !temporary.keep.includes(name)) : left;
}

async function neededByOthers(system: System, name: string, names: readonly string[]): Promise<boolean> {
  return (await requirers(system, name)).some((by) => !names.includes(by));
}

/** What programs of packages that are gone made for themselves; a directory that is empty without it goes too. */
export async function removeLeavings({ names, leavings = [] }: PackageChange, system: System): Promise<boolean> {
  const there = await installed(system);
  if (names.some((name) => there.has(name))) return false;
  let removed = false;
  for (const path of leavings) {
    if ((await system.stat(path)) === undefined) continue;
    await system.remove(path);
    if ((await system.list(dirname(path)))?.length === 0) await system.remove(dirname(path));
    removed = true;
  }
  return removed;
}

/** Does another installed package need this one? */
export const stillNeeded = async (system: System, name: string): Promise<boolean> => (await requirers(system, name)).length > 0;

async function requirers(system: System, name: string): Promise<readonly string[]> {
  const { stdout } = await runQuiet(system, ['pacman', '-Qi', name]);
  const by = /^Required By\s*:\s*(.+(?:\n {10,}.+)*)$/m.exec(stdout)?.[1]?.trim() ?? 'None';
  return by === 'None' ? [] : by.split(/\s+/);
}
