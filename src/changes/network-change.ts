import type { NetworkChange } from '../core/change.ts';
import { commandLine } from '../core/command-line.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import type { DoContext, Doer } from './doer.ts';
import { clearStaleRevert, disarmRevert, revertScript, stopTimerArgv, timerArgv, writeRevert } from './network-revert.ts';
import { isBridged, type NetworkState, parseNetworkState, unmet } from './network-state.ts';
import { pause } from './pause.ts';
import { runLogged, runQuiet } from './run-command.ts';
import { makeParents } from './state-paths.ts';

const pollMilliseconds = 500;
const settleSeconds = 20;
const commandSeconds = 60;

/** The live network, moved into the bridge on trial, and taken back. */
export const networkDoer: Doer<NetworkChange> = {
  describe: ({ direction, files, up, down, windowSeconds }) =>
    direction === 'down'
      ? { commands: [...down, stopTimerArgv], files: files.map(({ path }) => ({ path, after: null })), notes: [] }
      : {
          commands: [timerArgv(windowSeconds), ...up],
          files: files.map(({ path, text }) => ({ path, after: text })),
          notes: [
            `${revertScript} takes it back after ${windowSeconds} seconds, unless you confirm that you are still connected`,
            ...down.map((argv) => `Taken back by: ${commandLine(argv)}`),
          ],
        },

  inverse: async (change) =>
    change.direction === 'down'
      ? []
      : [
          {
            ...change,
            id: `${change.id}.down`,
            title: `Take ${change.expect.port} out of the bridge ${change.expect.bridge}`,
            why: undefined,
            direction: 'down',
          },
        ],

  apply: (change, context) => (change.direction === 'up' ? onTrial(change, context) : takeBack(change, context)),

  verify: async (change, system) => {
    const state = await networkState(system);
    if (change.direction === 'up') return unmet(state, change.expect);
    return isBridged(state, change.expect) ? `${change.expect.port} is still a port of ${change.expect.bridge}` : undefined;
  },
};

async function onTrial(change: NetworkChange, context: DoContext): Promise<boolean> {
  const { system, phase } = context;
  await clearStaleRevert(system);
  await writeRevert(system, change);
  phase('set the timer that takes it back');
  await runLogged(context, timerArgv(change.windowSeconds));
  // A second before the timer: whoever confirms then has confirmed in time.
  const deadline = system.now() + change.windowSeconds * 1000 - 1000;
  let why: string | undefined;
  try {
    why = await tried(change, context, deadline);
  } catch (cause) {
    throw await reverted(change, context, 'the bridge could not be made', cause);
  }
  if (why !== undefined) throw await reverted(change, context, why);
  return true;
}

/** Makes the bridge and has it confirmed; else why it cannot stay. */
async function tried(change: NetworkChange, context: DoContext, deadline: number): Promise<string | undefined> {
  const { system, phase, log } = context;
  phase(`move ${change.expect.port} into ${change.expect.bridge}`);
  for (const { path, text } of change.files) {
    log(`write ${path}`);
    await makeParents(system, path);
    await system.write(path, Buffer.from(text), { mode: 0o644, uid: 0, gid: 0 });
  }
  for (const argv of change.up) await runLogged(context, argv, { timeoutSeconds: commandSeconds });
  phase('read the network back');
  const missing = await settled(change, system);
  if (missing !== undefined) return missing;
  phase('wait for your word');
  if (!(await keep(change, context, deadline))) return 'nobody confirmed it in time';
  await disarmRevert(system);
  // The timer may have fired in the very moment of the answer.
  return unmet(await networkState(system), change.expect);
}

/** Waits until the network is as expected; what is missing at the end if it never is. */
async function settled({ expect }: NetworkChange, system: System): Promise<string | undefined> {
  let missing: string | undefined;
  for (let waited = 0; waited <= settleSeconds * 1000; waited += pollMilliseconds) {
    missing = unmet(await networkState(system), expect);
    if (missing === undefined) return undefined;
    await pause(pollMilliseconds);
  }
  return missing;
}

async function keep({ expect }: NetworkChange, { system, ask, signal }: DoContext, deadline: number): Promise<boolean> {
  const message = `${expect.port} is a port of ${expect.bridge} now. Keep it? Without an answer it is taken back.`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, deadline - system.now()));
    signal.addEventListener('abort', () => resolve(false), { once: true });
    if (signal.aborted) resolve(false);
  });
  try {
    return await Promise.race([ask({ kind: 'keep-network', message, deadline }), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function reverted(change: NetworkChange, context: DoContext, why: string, cause?: unknown): Promise<ArchxenError> {
  await takeBack(change, context);
  const code = context.signal.aborted ? 'interrupted' : 'network-reverted';
  return new ArchxenError(code, `The network was put back as it was: ${why}.`, {
    hint: 'The rest of the plan was not done. Run archxen again to try it once more, or choose no bridge.',
    lines: cause instanceof ArchxenError ? [cause.message, ...cause.lines] : [],
    cause,
  });
}

/** The files go first, so that a network manager that is told to read its files anew no longer finds them. */
async function takeBack({ files, down, expect }: NetworkChange, context: DoContext): Promise<boolean> {
  const { system, log, phase } = context;
  phase(`take ${expect.port} out of ${expect.bridge}`);
  for (const { path } of files) {
    log(`remove ${path}`);
    await system.remove(path);
  }
  for (const argv of down) {
    log(`$ ${commandLine(argv)}`);
    const { exit, ended, stderr } = await system.run(argv, { timeoutSeconds: commandSeconds, onLine: log });
    // Half of the bridge may never have been made: what counts is the network that is read back.
    if (ended !== 'exit' || exit !== 0) log(`${commandLine(argv)}: ${stderr.trim() || `exit code ${exit}`}`);
  }
  await disarmRevert(system);
  return true;
}

async function networkState(system: System): Promise<NetworkState> {
  const addr = await runQuiet(system, ['ip', '-j', 'addr']);
  const route = await runQuiet(system, ['ip', '-j', 'route']);
  const state = parseNetworkState(addr.stdout, route.stdout);
  if (state !== undefined) return state;
  throw new ArchxenError('command-failed', '"ip -j addr" printed something that is not JSON.', {
    hint: 'Is iproute2 installed, and in order? Try "ip -j addr" by hand.',
    lines: [addr.stderr, route.stderr].filter(Boolean),
  });
}
