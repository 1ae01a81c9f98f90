import { parseArgs } from 'node:util';
import type { EngineEvent } from '../../src/core/event.ts';
import { unfinished } from '../../src/engine/index.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { modelledHost } from '../crash/model/host.ts';
import { goldenPlans, type Planned } from '../crash/plans.ts';
import { fingerprint } from '../crash/states.ts';
import { differences, hostState } from '../support/recording.ts';
import { applied, freshTree, resumed } from '../support/simulated.ts';
import { commandFaults, complaint, diskFaults, type Fault, failingCalls, failingCommands } from './faulty-host.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    show: { type: 'string', default: '10' },
    /** Ends after so long and says how far it came. */
    seconds: { type: 'string' },
    /** Only every n-th case, in the full run all. */
    every: { type: 'string', default: '1' },
  },
});
// What archxen waits for between two looks (pacman's lock, a network that settles) is no part of this.
const realTimeout = globalThis.setTimeout;
globalThis.setTimeout = ((work: () => void) => realTimeout(work, 0)) as typeof setTimeout;

const begun = Date.now();
const seconds = (): number => (Date.now() - begun) / 1000;
const budget = values.quick ? 80 : Number(values.seconds ?? Number.POSITIVE_INFINITY);
/** Each call fails in so many ways; the rest of the errors are met at the other calls. */
const every = values.quick ? 97 : Number(values.every);

let cases = 0;
let left = 0;
const bad: string[] = [];
const byFault: Record<string, number> = {};
const byEnd: Record<string, number> = {};

const copy = (tree: Tree): Tree => new Map(tree);
const none = (): void => undefined;

interface Way {
  readonly name: 'apply' | 'rollback';
  readonly from: Tree;
  readonly to: Tree;
}

interface Point {
  readonly fault: Fault;
  readonly nth: number;
}

/** Runs the way once with one fault; then without, on or back. Gives what is wrong with how it ended. */
async function oneCase({ recorded, plan }: Planned, { name, from, to }: Way, { fault, nth }: Point): Promise<string | undefined> {
  const onDisk = (diskFaults as readonly string[]).includes(fault);
  const calls = failingCalls(onDisk ? nth : 0, fault);
  const host = modelledHost(recorded, copy(from), calls.at);
  const commands = failingCommands(host.system, onDisk ? 0 : nth, fault);
  let events: readonly EngineEvent[] = [];
  let outcome: string;
  let thrown: unknown;
  try {
    const run = name === 'rollback' ? await setupRun(commands.system) : undefined;
    ({ outcome, events } = await applied(commands.system, run === undefined ? plan : wayBack(run)));
  } catch (error) {
    outcome = 'journal not written';
    thrown = error;
  }
  byEnd[outcome] = (byEnd[outcome] ?? 0) + 1;
  const where = calls.hit() ?? commands.hit();
  const failure = events.find((event) => event.type === 'failed');
  const wrong = thrown === undefined ? told(events, outcome) : complaint(thrown);
  if (wrong !== undefined) return `${where}: ${wrong}`;

  const then = nth % 2 === 0 ? 'resume' : 'rollback';
  // Different faults leave the same state: how one goes on from it is seen once.
  const left = host.disk.all();
  const print = `${name} ${then} ${fingerprint(left)}`;
  const known = goneOn.get(print) ?? (await recovery(recorded, { name, from, to }, left, then));
  goneOn.set(print, known);
  return known === 'well' ? undefined : `${where} (${failure?.type === 'failed' ? failure.message : outcome}): ${known}`;
}

/** How each state that a fault left could be gone on from. */
const goneOn = new Map<string, string>();

async function recovery(recorded: RecordedHost, { name, from, to }: Way, left: Tree, then: 'resume' | 'rollback'): Promise<string> {
  const after = modelledHost(recorded, left, none);
  const run = await setupRun(after.system);
  if (run === undefined) {
    const rest = differences(hostState(name === 'rollback' ? to : from), hostState(after.disk.all()));
    return rest.length === 0 ? 'well' : `no run, but ${rest.slice(0, 2).join('; ')}`;
  }
  const goOn = then === 'resume' && unfinished(run) !== undefined;
  const end = goOn ? await resumed(after.system) : await applied(after.system, wayBack(run));
  const wanted = goOn ? to : name === 'apply' ? from : to;
  if (end.outcome !== 'applied' && end.outcome !== 'rolled-back')
    return `${then} ended ${end.outcome}: ${JSON.stringify(end.events.find(({ type }) => type === 'failed'))}`;
  const rest = differences(hostState(wanted), hostState(after.disk.all()));
  return rest.length === 0 ? 'well' : `after ${then}: ${rest.slice(0, 2).join('; ')}`;
}

/** A failure must name its step, why, and the next step. */
function told(events: readonly EngineEvent[], outcome: string): string | undefined {
  if (outcome === 'applied' || outcome === 'rolled-back') return undefined;
  const failure = events.find((event) => event.type === 'failed');
  if (failure?.type !== 'failed') return `ended ${outcome} without a failure`;
  if (!events.some((event) => event.type === 'begin' && event.index === failure.index)) return 'the failed step was never named';
  if (failure.code === 'bug') return `told as a bug: ${failure.message}`;
  return failure.message === '' || (failure.hint ?? '') === '' ? `"${failure.message}" has no next step` : undefined;
}

/** Every call and command once with each fault, or a part of them. */
async function all(planned: Planned, way: Way): Promise<void> {
  const calls = failingCalls(0, '');
  const host = modelledHost(planned.recorded, copy(way.from), calls.at);
  const commands = failingCommands(host.system, 0, 'exit 1');
  const run = way.name === 'rollback' ? await setupRun(commands.system) : undefined;
  await applied(commands.system, run === undefined ? planned.plan : wayBack(run));
  const points: Point[] = [];
  for (let nth = 1; nth <= calls.count(); nth += 1) {
    // In the full run two of the five errors at each call, in turns: all pairs of neighbours.
    for (const shift of [0, 2]) points.push({ nth, fault: diskFaults[(nth + shift) % diskFaults.length] ?? 'EIO' });
  }
  for (let nth = 1; nth <= commands.count(); nth += 1) for (const fault of commandFaults) points.push({ nth, fault });
  for (const [at, point] of points.entries()) {
    if (at % every !== 0) continue;
    if (seconds() > budget) {
      left += 1;
      continue;
    }
    cases += 1;
    byFault[point.fault] = (byFault[point.fault] ?? 0) + 1;
    const wrong = await oneCase(planned, way, point).catch((error) => String((error as Error)?.stack ?? error));
    if (wrong !== undefined) bad.push(`${planned.name}, ${way.name}, ${point.fault} at number ${point.nth}: ${wrong}`);
  }
}

const plans = await goldenPlans(positionals);
for (const planned of plans) {
  const before = cases;
  const first = freshTree(planned.recorded);
  const there = modelledHost(planned.recorded, copy(first), none);
  const { outcome } = await applied(there.system, planned.plan);
  if (outcome !== 'applied') throw new Error(`${planned.name} ended ${outcome}`);
  const last = there.disk.all();
  await all(planned, { name: 'apply', from: first, to: last });
  await all(planned, { name: 'rollback', from: last, to: first });
  console.log(`${planned.name} (${planned.kind}): ${cases - before} cases, ${Math.round(seconds())} s`);
}
for (const line of bad.slice(0, Number(values.show))) console.log(`BAD  ${line}`);
const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
console.log(
  `${plans.length} plans, ${cases} cases (${list(byFault)}) that left ${goneOn.size} distinct states; they ended: ${list(byEnd)}; ${bad.length} bad, ${left} not run (time)`,
);
console.log(`${cases - bad.length} passed, ${bad.length} failed`);
process.exit(bad.length === 0 ? 0 : 1);
