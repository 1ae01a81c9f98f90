import { wayBack } from '../../src/engine/way-back.ts';
import { applyInRun, goOn } from '../../src/road/drive.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { afterEachDone, type End } from '../crash/known-ways.ts';
import { modelledHost } from '../crash/model/host.ts';
import type { Planned } from '../crash/plans.ts';
import type { HostState } from '../crash/walks.ts';
import { outcomeOf, willing } from '../support/simulated.ts';
import { commandFaults, diskFaults, type Fault, failingCalls, failingCommands } from './faulty-host.ts';

const copy = (tree: Tree): Tree => new Map(tree);

export interface Way {
  readonly name: 'apply' | 'rollback';
  readonly from: Tree;
  readonly first: HostState;
  readonly to: HostState;
}

/** The host when a change was done: a fault in the next one strikes a run that is gone on with from here. */
export interface Mark {
  readonly tree: Tree;
  readonly isStart: boolean;
}

export interface Point {
  readonly mark: Mark;
  readonly fault: Fault;
  readonly nth: number;
}

/** Starts the way, or goes on with it. */
export async function walk({ plan }: Planned, { name }: Way, { isStart }: Mark, system: System, signal = willing().signal): Promise<End> {
  if (!isStart) return outcomeOf(goOn(system, { ...willing(), signal }));
  const run = name === 'rollback' ? await setupRun(system) : undefined;
  return outcomeOf(applyInRun(system, { ...willing(), signal }, run === undefined ? plan : wayBack(run)));
}

/** The way without a fault, with the host at each change that was done. */
export async function marks(planned: Planned, way: Way): Promise<readonly Mark[]> {
  const found: Mark[] = [{ tree: way.from, isStart: true }];
  const { system, disk } = modelledHost(planned.recorded, copy(way.from), () => undefined);
  const seen = afterEachDone(system, () => void found.push({ tree: disk.all(), isStart: false }));
  await walk(planned, way, found[0] as Mark, seen);
  return found;
}

/** The calls and commands of the next change from a mark, or of the end, each with the faults that it meets. */
export async function pointsOf(planned: Planned, way: Way, mark: Mark): Promise<readonly Point[]> {
  const calls = failingCalls(0, '');
  const commands = failingCommands(modelledHost(planned.recorded, copy(mark.tree), calls.at).system, 0, 'exit 1');
  const stop = new AbortController();
  let counted: readonly [number, number] | undefined;
  const seen = afterEachDone(commands.system, () => {
    counted ??= [calls.count(), commands.count()];
    stop.abort('seen');
  });
  await walk(planned, way, mark, seen, stop.signal);
  const [onDisk, run] = counted ?? [calls.count(), commands.count()];
  const points: Point[] = [];
  for (let nth = 1; nth <= onDisk; nth += 1) {
    // In the full run two of the five errors at each call, in turns: all pairs of neighbours.
    for (const shift of [0, 2]) points.push({ mark, nth, fault: diskFaults[(nth + shift) % diskFaults.length] ?? 'EIO' });
  }
  for (let nth = 1; nth <= run; nth += 1) for (const fault of commandFaults) points.push({ mark, nth, fault });
  return points;
}
