import { $, fs, path } from 'zx';
import { expectNone } from '../check.mjs';
import { compareStates, extent } from '../vm/host-state.mjs';
import { removeOthers } from '../vm/lab/base.mjs';
import { bundle, labDir, project } from '../vm/lab/settings.mjs';
import { Terminal } from '../vm/terminal.mjs';
import { card } from './container.mjs';

export const installed = '/root/archxen.mjs';

/** Only packages for PV guests (they need nothing of the processor): no boot loader, no network. What a case needs beside it is laid over it, section by section. */
export function answers(more = {}) {
  return {
    v: 1,
    guests: { kinds: ['pv'] },
    boot: { loader: 'none', kernel: 'linux' },
    network: { mode: 'none' },
    ...more,
  };
}

export async function bringIn(container) {
  await fs.copy(bundle, container.path(installed));
  await fs.copy(path.join(project, 'test/vm/inside/host-state.py'), container.path('/root/host-state.py'));
}

/** The state of the host in the container, as test/vm/host-state.mjs compares it. */
export async function hostState(container) {
  const { stdout } = await container.run(['python3', '/root/host-state.py', card], { seconds: 300 });
  return JSON.parse(stdout);
}

/** Fails unless the host is in its first state again; gives what was compared. */
export async function expectAsAtFirst(container, first) {
  const last = await hostState(container);
  expectNone(compareStates(first, last), 'after the way back');
  return `no difference in ${extent(last)}`;
}

const builtFile = (made) => path.join(labDir, `container-built-${made.digest}.tar`);

/** Runs argv, given word by word, with the time that a busy machine needs. */
export const runner =
  (container) =>
  (...argv) =>
    container.run(argv, { seconds: 600 });

/** What pacman says is installed, and for which reason, and whether it is whole. */
export async function pacmanState(container) {
  const all = await container.run(['sh', '-c', 'pacman -Qqe; echo; pacman -Qqd; echo; pacman -Qkk 2>&1 || true'], { seconds: 300 });
  return all.stdout;
}

/** Keeps what archxen built (its build cache), for scenarios that are about something else. */
export async function keepBuilt(container, made) {
  await removeOthers('container-built-', builtFile(made));
  await $({ quiet: true })`tar -C ${container.root} --numeric-owner -cf ${builtFile(made)} var/cache/archxen`;
}

/** Puts it into a fresh container, if there is one: archxen then finds its packages built. */
export async function bringBuilt(container, made) {
  if (await fs.exists(builtFile(made))) await $({ quiet: true })`tar -C ${container.root} --numeric-owner -xf ${builtFile(made)}`;
}

const words = (...more) => ['node', installed, ...more];

/** archxen without a terminal. */
export async function archxen(container, more, { exit, seconds = 600, input } = {}) {
  const result = await container.run(words(...more), { nothrow: true, seconds, input });
  const text = `${result.stdout}${result.stderr}`;
  if (exit !== undefined && ![exit].flat().includes(result.exit)) {
    throw new Error(`archxen ${more.join(' ')}: exit ${result.exit} instead of ${exit}:\n${text.trim().split('\n').slice(-40).join('\n')}`);
  }
  return { exit: result.exit, text, stdout: result.stdout };
}

/** The plan that the answers lead to here. */
export async function planOf(container) {
  const { stdout } = await archxen(container, ['plan', '--answers', '/root/answers.json', '--json'], { exit: 0 });
  const events = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return events.find(({ plan }) => plan !== undefined).plan;
}

/** archxen on a terminal. */
export const atTerminal = (container, ...more) => new Terminal({ argv: container.argv(words(...more)) });

/** Ends every archxen process in the container, as a power cut would: no handler runs. */
export async function killArchxen(container) {
  await container.run(['pkill', '-KILL', '-f', installed]);
  await container.until('archxen is gone', async () => (await container.run(['pgrep', '-f', installed], { nothrow: true })).exit !== 0, 20);
}
