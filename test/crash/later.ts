import { unfinished } from '../../src/engine/index.ts';
import type { HostRoad } from '../../src/road/host-road.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, outcomeOf, roadOn, willing } from '../support/simulated.ts';
import { upgradeKernel } from '../support/upgrade.ts';
import { knownWays } from './known-ways.ts';
import { modelledHost } from './model/host.ts';
import type { Planned } from './plans.ts';
import { type CrashState, collectStates } from './states.ts';
import { goBackFrom, type HostState, isNotRestore, type Standing } from './walks.ts';

/** What archxen does on a host after its set-up: at boot, on request, and after an upgrade of packages. */
export type LaterName = 'keep' | 'confirm' | 'refresh';

/** One of them, from the state before it to the one after it, and what cuts in it leave. */
export interface Later {
  readonly name: LaterName;
  readonly states: readonly CrashState[];
  readonly boundaries: number;
  readonly to: HostState;
  /** Where a way back leads to: the first state, with what was upgraded since. */
  readonly first: HostState;
}

const acts: Readonly<Record<LaterName, (road: HostRoad) => Promise<unknown>>> = {
  keep: (road) => road.verify({ record: true }),
  confirm: async (road) => {
    await road.verify({ record: true });
    return outcomeOf(road.confirm(willing()));
  },
  refresh: (road) => road.refresh(willing()),
};

/** Variables in which a boot says of itself how it was started. */
const writtenByBoot = /^\/sys\/firmware\/efi\/efivars\/(LoaderEntrySelected|BootCurrent)-/;

/**
 * From the disk of a host that was just set up: its first boot into Xen and what comes after it, one after the other. None on a
 * host that does not come up under Xen by itself.
 */
export async function laterLife({ name: host, recorded, plan }: Planned, setUp: Tree, plant?: string): Promise<readonly Later[]> {
  const done: Later[] = [];
  const booted = modelledHost(recorded, new Map(setUp), () => undefined);
  await roadOn(booted.system).reboot();
  const facts = await roadOn(booted.system).gather(() => undefined);
  // Where no boot can be armed, a person chooses the entry.
  if (!facts.xen.dom0) return [];
  const kernel = facts.kernels.find(({ name }) => name === plan.answers?.boot.kernel);
  let tree = booted.disk.all();
  const firstTree = freshTree(recorded);
  for (const [path, node] of tree) if (writtenByBoot.test(path)) firstTree.set(path, node);
  for (const name of ['keep', 'confirm', 'refresh'] as const) {
    if (name === 'refresh' && kernel !== undefined) for (const each of [tree, firstTree]) upgradeKernel(each, kernel);
    const cuts = collectStates();
    const { system, disk } = modelledHost(recorded, new Map(tree), cuts.at, plant);
    await acts[name](roadOn(system));
    tree = disk.all();
    const first = hostState(firstTree);
    const wrong = await goBackFrom(knownWays(true), standingOn(recorded, tree), await setupRun(system), first);
    if (wrong.length > 0) throw new Error(`${host}: ${name} without a cut is not taken back: ${wrong.join('; ')}`);
    const states = cuts.states.map((state) => ({ ...state, tree: upAgain(state.tree, booted.disk.all()) }));
    done.push({ name, states, boundaries: cuts.boundaries(), to: hostState(tree), first });
  }
  return done;
}

/** Booted by the same entry as before the cut: what a boot puts into /run is as after that one. */
const upAgain = (left: Tree, boot: Tree): Tree =>
  new Map([...left, ...[...boot].filter(([path]) => path.startsWith('/run/') && !left.has(path))]);

/** Once more after a cut, as the next boot, the next transaction of pacman or a person does it; what is not as it shall be. */
export async function again({ name, to }: Later, { system, tree }: Standing): Promise<readonly string[]> {
  const road = roadOn(system);
  const run = await setupRun(system);
  const open = run && unfinished(run)?.plan.purpose;
  // A confirmation that was cut is gone on with; what nobody watches begins anew.
  if (name === 'confirm' && open === 'confirm') await outcomeOf(road.resume(willing()));
  await acts[name](road);
  return differences(to, hostState(tree())).filter(isNotRestore);
}

function standingOn(recorded: Planned['recorded'], tree: Tree): Standing {
  const { system, disk } = modelledHost(recorded, new Map(tree), () => undefined);
  return { system, tree: () => disk.all() };
}
