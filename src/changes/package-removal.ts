import type { System } from '../system/port.ts';
import type { DoContext } from './doer.ts';
import { installed, pacmanError, runPacman } from './pacman.ts';
import { parseNeeded } from './pacman-output.ts';
import { runQuiet } from './run-command.ts';

/**
 * Removes those of the packages that are still there, without their dependencies (-s) and without force (--nodeps). What
 * something else needs by now is kept, with a warning. -n: no .pacsave copies, the journal has the files.
 */
export async function removePackages(names: readonly string[], context: DoContext): Promise<boolean> {
  const there = await installed(context.system);
  let left = names.filter((name) => there.has(name));
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

/** Does another installed package need this one? */
export async function stillNeeded(system: System, name: string): Promise<boolean> {
  const { stdout } = await runQuiet(system, ['pacman', '-Qi', name]);
  const by = /^Required By\s*:\s*(.+)$/m.exec(stdout)?.[1]?.trim();
  return by !== undefined && by !== 'None';
}
