import type { NetworkChange } from '../core/change-network.ts';
import { commandLine } from '../core/command-line.ts';
import { ArchxenError } from '../core/error.ts';
import type { Ask } from '../core/event.ts';
import type { System } from '../system/port.ts';
import type { DoContext, Doer } from './doer.ts';
import { backTitle, commandSeconds, takeBack, writeFiles } from './network-back.ts';
import { armGuard, armWayBack, type Guard, timerSeconds, wayBackSeconds } from './network-guard.ts';
import { heard, overUplink } from './network-peers.ts';
import { type Reach, reach } from './network-probe.ts';
import { backByOthers, networkState, settled } from './network-read-back.ts';
import { revertScript, stopTimerArgv, timerArgv } from './network-revert.ts';
import { type NetworkState, remains, unmet } from './network-state.ts';
import { nothingFixed, readStatic, type StaticNetwork } from './network-static.ts';
import { runLogged } from './run-command.ts';

/** The live network, changed on trial, and taken back. */
export const networkDoer: Doer<NetworkChange> = {
  describe: (change) =>
    change.direction === 'down'
      ? {
          commands: [timerArgv(wayBackSeconds), ...change.reload, ...downCommands(change), stopTimerArgv],
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
          notes: [takenBack(change), ...[...change.reload, ...downCommands(change)].map((argv) => `Taken back by: ${commandLine(argv)}`)],
        },

  inverse: async (change) =>
    change.direction === 'down'
      ? []
      : [{ ...change, id: `${change.id}.down`, title: backTitle(change), why: undefined, direction: 'down', checkpoint: undefined }],

  apply: async (change, context) => {
    if (change.direction === 'up') return onTrial(change, context);
    await armWayBack(change, context);
    return takeBack(change, context, nothingFixed);
  },

  verify: async (change, system) => {
    const state = await networkState(system);
    return change.direction === 'up' ? unmet(state, change.expect) : remains(state, change.expect);
  },
};

/** With what is asked between them. */
const downCommands = ({ down, awaited }: NetworkChange): NetworkChange['down'] =>
  awaited === undefined ? down : down.toSpliced(awaited.after, 0, awaited.argv);

function takenBack({ windowSeconds, keptBy, checkpoint, manager }: NetworkChange): string {
  const unless = keptBy === 'read-back' ? 'unless it is read back as it should be' : 'unless you confirm that you are still connected';
  return checkpoint === undefined
    ? `${revertScript} takes it back after ${windowSeconds} seconds, ${unless}`
    : `${manager} takes it back after ${windowSeconds} seconds, ${unless}; ${revertScript} does so if it could not`;
}

async function onTrial(change: NetworkChange, context: DoContext): Promise<boolean> {
  const { system } = context;
  const state = await networkState(system);
  const first = await firstSeen(change, system, state);
  let guard: Guard | undefined;
  let why: string | undefined;
  try {
    guard = await armGuard(change, context, first.fixed);
    why = await tried(change, context, guard, first);
  } catch (cause) {
    // Nothing was touched yet, unless a run before this one was broken off.
    if (guard === undefined && remains(state, change.expect) === undefined) throw cause;
    throw await reverted(change, context, { guard, first }, 'the change could not be made', cause);
  }
  if (why !== undefined) throw await reverted(change, context, { guard, first }, why);
  return true;
}

/** The network before anything was done to it. */
interface First {
  readonly reach: Reach;
  readonly fixed: StaticNetwork;
}

async function firstSeen({ expect }: NetworkChange, system: System, state: NetworkState): Promise<First> {
  const there = await reach(system, state);
  return {
    reach: { ...there, peers: overUplink(there.peers, state, expect) },
    fixed: expect.port === undefined ? nothingFixed : await readStatic(system, expect.port),
  };
}

/** Makes the change and has it confirmed; else why it cannot stay. */
async function tried(change: NetworkChange, context: DoContext, guard: Guard, first: First): Promise<string | undefined> {
  const { system, phase } = context;
  const { port, bridge } = change.expect;
  phase(port === undefined ? `make the bridge ${bridge}` : `move ${port} into ${bridge}`);
  await writeFiles(change.files, context);
  for (const argv of [...change.reload, ...change.up]) await runLogged(context, argv, { timeoutSeconds: commandSeconds });
  phase('read the network back');
  const missing = await settled(change.expect, context, { before: first.reach, fixed: first.fixed, deadline: guard.deadline() });
  if (missing !== undefined) return missing;
  if (change.keptBy !== 'read-back') {
    // The port is in the bridge by now: what came before may have come over the old network.
    const after = performance.now();
    phase('wait for your word');
    await guard.extend();
    const deadline = guard.deadline();
    const listen = () => heard(context, first.reach.peers, { after, deadline });
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

async function reverted(
  change: NetworkChange,
  context: DoContext,
  { guard, first }: { readonly guard: Guard | undefined; readonly first: First },
  why: string,
  cause?: unknown,
): Promise<ArchxenError> {
  // Two ways back at once would cut the uplink off for two leases.
  if (guard !== undefined && !(await guard.letGo())) await backByOthers(change.expect, context.system);
  await takeBack(change, context, first.fixed);
  const code = context.signal.aborted ? 'interrupted' : 'network-reverted';
  return new ArchxenError(code, `The network was put back as it was: ${why}.`, {
    hint: 'The rest of the plan was not done. Run archxen again to try it once more, or choose no bridge.',
    lines: cause instanceof ArchxenError ? [cause.message, ...cause.lines] : [],
    cause,
  });
}
