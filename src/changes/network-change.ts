import type { NetworkChange } from '../core/change-network.ts';
import { commandLine } from '../core/command-line.ts';
import { ArchxenError } from '../core/error.ts';
import type { Ask } from '../core/event.ts';
import type { DoContext, Doer } from './doer.ts';
import { armGuard, type Guard, timerSeconds } from './network-guard.ts';
import { heard, overUplink } from './network-peers.ts';
import { type Reach, reach } from './network-probe.ts';
import { backByOthers, networkState, settled } from './network-read-back.ts';
import { disarmRevert, revertScript, stopTimerArgv, timerArgv } from './network-revert.ts';
import { hasNoAddress, isBack, remains, unmet } from './network-state.ts';
import { runLogged } from './run-command.ts';
import { makeParents } from './state-paths.ts';

const commandSeconds = 60;

/** The live network, changed on trial, and taken back. */
export const networkDoer: Doer<NetworkChange> = {
  describe: (change) =>
    change.direction === 'down'
      ? {
          commands: [...change.reload, ...change.down, stopTimerArgv],
          files: change.files.map(({ path }) => ({ path, after: null })),
          notes: (change.needs ?? []).map(({ path }) => `${path} is written again if a reboot took it`),
        }
      : {
          commands: [
            timerArgv(timerSeconds(change)),
            ...(change.checkpoint === undefined ? [] : [change.checkpoint.create]),
            ...change.reload,
            ...change.up,
          ],
          files: change.files.map(({ path, text }) => ({ path, after: text })),
          notes: [takenBack(change), ...[...change.reload, ...change.down].map((argv) => `Taken back by: ${commandLine(argv)}`)],
        },

  inverse: async (change) =>
    change.direction === 'down'
      ? []
      : [{ ...change, id: `${change.id}.down`, title: backTitle(change), why: undefined, direction: 'down', checkpoint: undefined }],

  apply: (change, context) => (change.direction === 'up' ? onTrial(change, context) : takeBack(change, context)),

  verify: async (change, system) => {
    const state = await networkState(system);
    return change.direction === 'up' ? unmet(state, change.expect) : remains(state, change.expect);
  },
};

const backTitle = ({ expect: { port, bridge } }: NetworkChange): string =>
  port === undefined ? `Take the bridge ${bridge} away` : `Take ${port} out of the bridge ${bridge}`;

function takenBack({ windowSeconds, keptBy, checkpoint, manager }: NetworkChange): string {
  const unless = keptBy === 'read-back' ? 'unless it is read back as it should be' : 'unless you confirm that you are still connected';
  return checkpoint === undefined
    ? `${revertScript} takes it back after ${windowSeconds} seconds, ${unless}`
    : `${manager} takes it back after ${windowSeconds} seconds, ${unless}; ${revertScript} does so if it could not`;
}

async function onTrial(change: NetworkChange, context: DoContext): Promise<boolean> {
  const state = await networkState(context.system);
  const there = await reach(context.system, state);
  const before = { ...there, peers: overUplink(there.peers, state, change.expect) };
  const guard = await armGuard(change, context);
  let why: string | undefined;
  try {
    why = await tried(change, context, guard, before);
  } catch (cause) {
    throw await reverted(change, context, guard, 'the change could not be made', cause);
  }
  if (why !== undefined) throw await reverted(change, context, guard, why);
  return true;
}

/** Makes the change and has it confirmed; else why it cannot stay. */
async function tried(change: NetworkChange, context: DoContext, guard: Guard, before: Reach): Promise<string | undefined> {
  const { system, phase } = context;
  const { port, bridge } = change.expect;
  phase(port === undefined ? `make the bridge ${bridge}` : `move ${port} into ${bridge}`);
  await writeFiles(change.files, context);
  for (const argv of [...change.reload, ...change.up]) await runLogged(context, argv, { timeoutSeconds: commandSeconds });
  phase('read the network back');
  const missing = await settled(change.expect, context, { before, deadline: guard.deadline() });
  if (missing !== undefined) return missing;
  if (change.keptBy !== 'read-back') {
    // The port is in the bridge by now: what came before may have come over the old network.
    const after = performance.now();
    phase('wait for your word');
    await guard.extend();
    const deadline = guard.deadline();
    const listen = () => heard(context, before.peers, { after, deadline });
    if (!(await keep(change, context, { listen, deadline }))) return 'nobody confirmed it in time';
  }
  await guard.release();
  // It may have been taken back in the very moment of the answer.
  return unmet(await networkState(system), change.expect);
}

async function keep(
  { expect }: NetworkChange,
  { system, ask, signal }: DoContext,
  { listen, deadline }: { readonly listen: NonNullable<Ask['heard']>; readonly deadline: number },
): Promise<boolean> {
  const message = `${expect.port} is a port of ${expect.bridge} now. Keep it? Without an answer it is taken back.`;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, deadline - system.now()));
    signal.addEventListener('abort', () => resolve(false), { once: true });
    if (signal.aborted) resolve(false);
  });
  try {
    return await Promise.race([ask({ kind: 'keep-network', message, deadline, heard: listen }), late]);
  } finally {
    clearTimeout(timer);
  }
}

async function reverted(change: NetworkChange, context: DoContext, guard: Guard, why: string, cause?: unknown): Promise<ArchxenError> {
  // Two ways back at once would cut the uplink off for two leases.
  if (!(await guard.letGo())) await backByOthers(change.expect, context.system);
  await takeBack(change, context);
  const code = context.signal.aborted ? 'interrupted' : 'network-reverted';
  return new ArchxenError(code, `The network was put back as it was: ${why}.`, {
    hint: 'The rest of the plan was not done. Run archxen again to try it once more, or choose no bridge.',
    lines: cause instanceof ArchxenError ? [cause.message, ...cause.lines] : [],
    cause,
  });
}

/** The files go first, so that a network manager that is told to read its files anew no longer finds them. */
async function takeBack(change: NetworkChange, context: DoContext): Promise<boolean> {
  const { system, log, phase } = context;
  phase(backTitle(change).toLowerCase());
  for (const { path } of change.files) {
    log(`remove ${path}`);
    await system.remove(path);
  }
  const missing = [];
  for (const file of change.needs ?? []) if ((await system.stat(file.path)) === undefined) missing.push(file);
  await writeFiles(missing, context);
  await runAll(change.reload, context);
  if (!isBack(await networkState(system), change.expect)) await runAll(change.down, context);
  if (change.lastResort !== undefined && hasNoAddress(await networkState(system), change.expect)) {
    context.warn(`${change.expect.port} got no address back; it is given one in another way. Look at its settings.`);
    await runAll(change.lastResort, context);
  }
  await disarmRevert(system);
  return true;
}

async function writeFiles(files: NetworkChange['files'], { system, log }: DoContext): Promise<void> {
  for (const { path, text, mode = 0o644 } of files) {
    log(`write ${path}`);
    await makeParents(system, path);
    await system.write(path, Buffer.from(text), { mode, uid: 0, gid: 0 });
  }
}

/** Half of the bridge may never have been made, so a command that fails ends nothing: what counts is the network that is read back. */
async function runAll(commands: NetworkChange['down'], { system, log }: DoContext): Promise<void> {
  for (const argv of commands) {
    log(`$ ${commandLine(argv)}`);
    const { exit, ended, stderr } = await system.run(argv, { timeoutSeconds: commandSeconds, onLine: log });
    if (ended !== 'exit' || exit !== 0) log(`${commandLine(argv)}: ${stderr.trim() || `exit code ${exit}`}`);
  }
}
