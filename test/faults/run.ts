import { parseArgs } from 'node:util';
import type { Change } from '../../src/core/change.ts';
import type { EngineEvent } from '../../src/core/event.ts';
import { unfinished } from '../../src/engine/index.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { afterEachDone, knownWays, placeBack, placeThere } from '../crash/known-ways.ts';
import { modelledHost } from '../crash/model/host.ts';
import { goldenPlans, type Planned } from '../crash/plans.ts';
import { fingerprint } from '../crash/states.ts';
import { goBackFrom, goOnFrom, isNotRestore, type Ways } from '../crash/walks.ts';
import { differences, hostState } from '../support/recording.ts';
import { applied, freshTree } from '../support/simulated.ts';
import { complaint, diskFaults, failingCalls, failingCommands } from './faulty-host.ts';
import { marks, type Point, pointsOf, type Way, walk } from './points.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    show: { type: 'string', default: '10' },
    /** Ends after so long and says how far it came. */
    seconds: { type: 'string' },
    /** Only every n-th case, in the full run all. */
    every: { type: 'string', default: '1' },
    /** A defect put in, which must be found: `keeps-a-file` (a way back that does not remove), `no-hint`. */
    plant: { type: 'string' },
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

/** What was walked from a place once is not walked again. */
interface WaysOn {
  readonly there: Ways;
  readonly back: Ways;
}

/** Runs the way with one fault; then without, on or back. Gives what is wrong with how it ended. */
async function oneCase(planned: Planned, way: Way, { mark, fault, nth }: Point, ways: WaysOn): Promise<string | undefined> {
  const onDisk = (diskFaults as readonly string[]).includes(fault);
  const calls = failingCalls(onDisk ? nth : 0, fault);
  const host = modelledHost(planned.recorded, copy(mark.tree), calls.at);
  const commands = failingCommands(host.system, onDisk ? 0 : nth, fault);
  let events: readonly EngineEvent[] = [];
  let outcome: string;
  let thrown: unknown;
  const stop = new AbortController();
  try {
    // A fault that was got over: what comes after a place that is known is not walked again.
    const places =
      way.name === 'apply' ? placeThere(() => host.disk.all()) : placeBack(() => host.disk.all(), await changesBack(host.system));
    const known = way.name === 'apply' ? ways.there : ways.back;
    const seen = afterEachDone(commands.system, (index) => {
      if ((calls.hit() ?? commands.hit()) !== undefined && known.knows(places(index))) stop.abort('known');
    });
    ({ outcome, events } = await walk(planned, way, mark, seen, stop.signal));
    if (stop.signal.aborted && outcome === 'stopped') outcome = 'got over';
  } catch (error) {
    outcome = 'journal not written';
    thrown = error;
  }
  byEnd[outcome] = (byEnd[outcome] ?? 0) + 1;
  const where = calls.hit() ?? commands.hit();
  // Who says that it is done in spite of the fault must have done it, or have said what is missing.
  if ((outcome === 'applied' || outcome === 'rolled-back') && !events.some(({ type }) => type === 'warn')) {
    const differ = differences(way.to, hostState(host.disk.all())).filter(isNotRestore);
    if (differ.length > 0) return `${where}: ended ${outcome}, but: ${differ.slice(0, 2).join('; ')}`;
  }
  const failure = events.find((event) => event.type === 'failed');
  if (outcome === 'got over') return undefined;
  if (values.plant === 'no-hint') events = events.map((event) => (event.type === 'failed' ? { ...event, hint: '' } : event));
  const wrong = thrown === undefined ? told(events, outcome) : complaint(thrown);
  if (wrong !== undefined) return `${where}: ${wrong}`;

  const then = nth % 2 === 0 ? 'resume' : 'rollback';
  const wrongThen = await recovery(planned, way, host.disk.all(), then, ways);
  return wrongThen.length === 0
    ? undefined
    : `${where} (${failure?.type === 'failed' ? failure.message : outcome}): ${then}: ${wrongThen.slice(0, 2).join('; ')}`;
}

/** The changes of the way back that is gone, or is to be gone. */
async function changesBack(system: System): Promise<readonly Change[]> {
  const run = await setupRun(system);
  const last = run && unfinished(run)?.plan;
  if (run === undefined) return [];
  return last?.purpose === 'rollback' ? last.changes : wayBack(run).changes;
}

async function recovery(
  { recorded }: Planned,
  { name, first, to }: Way,
  left: Tree,
  then: 'resume' | 'rollback',
  ways: WaysOn,
): Promise<readonly string[]> {
  states.add(`${name} ${then} ${fingerprint(left)}`);
  const host = modelledHost(recorded, left, none);
  const system = values.plant === 'keeps-a-file' ? { ...host.system, remove: async () => undefined } : host.system;
  const at = { system, tree: () => host.disk.all() };
  const run = await setupRun(system);
  if (then === 'rollback' || run === undefined || unfinished(run) === undefined) return goBackFrom(ways.back, at, run, first);
  return goOnFrom(name === 'apply' ? ways.there : ways.back, at, run, { begun: to, not: first });
}

/** How many different states the faults left. */
const states = new Set<string>();

/** A failure must name its step, why, and the next step. */
function told(events: readonly EngineEvent[], outcome: string): string | undefined {
  if (outcome === 'applied' || outcome === 'rolled-back') return undefined;
  const failure = events.find((event) => event.type === 'failed');
  if (failure?.type !== 'failed') return `ended ${outcome} without a failure`;
  if (!events.some((event) => event.type === 'begin' && event.index === failure.index)) return 'the failed step was never named';
  if (failure.code === 'bug') return `told as a bug: ${failure.message}`;
  return failure.message === '' || (failure.hint ?? '') === '' ? `"${failure.message}" has no next step` : undefined;
}

/** Every call and command with each fault, or a part of them. */
async function all(planned: Planned, way: Way, ways: WaysOn): Promise<void> {
  const points: Point[] = [];
  for (const mark of await marks(planned, way)) points.push(...(await pointsOf(planned, way, mark)));
  for (const [at, point] of points.entries()) {
    if (at % every !== 0) continue;
    if (seconds() > budget) {
      left += 1;
      continue;
    }
    cases += 1;
    byFault[point.fault] = (byFault[point.fault] ?? 0) + 1;
    const wrong = await oneCase(planned, way, point, ways).catch((error) => String((error as Error)?.stack ?? error));
    if (wrong === undefined) continue;
    bad.push(`${planned.name}, ${way.name}, ${point.fault} at number ${point.nth}: ${wrong}`);
    // At once: a run of hours that is ended early has told what it found.
    if (bad.length <= Number(values.show)) console.log(`BAD  ${bad.at(-1)}`);
  }
}

const plans = await goldenPlans(positionals);
for (const planned of plans) {
  const casesBefore = cases;
  const first = freshTree(planned.recorded);
  const there = modelledHost(planned.recorded, copy(first), none);
  const { outcome } = await applied(there.system, planned.plan);
  if (outcome !== 'applied') throw new Error(`${planned.name} ended ${outcome}`);
  const last = there.disk.all();
  const ways: WaysOn = { there: knownWays(), back: knownWays() };
  const [before, after] = [hostState(first), hostState(last)];
  await all(planned, { name: 'apply', from: first, first: before, to: after }, ways);
  await all(planned, { name: 'rollback', from: last, first: before, to: before }, ways);
  console.log(`${planned.name} (${planned.kind}): ${cases - casesBefore} cases, ${Math.round(seconds())} s`);
}
const list = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
console.log(
  `${plans.length} plans, ${cases} cases (${list(byFault)}) that left ${states.size} distinct states; they ended: ${list(byEnd)}; ${bad.length} bad, ${left} not run (time)`,
);
if (values.plant !== undefined) {
  console.log(`planted ${values.plant}: ${bad.length > 0 ? 'found' : 'NOT found'}`);
  console.log(bad.length > 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exit(bad.length > 0 ? 0 : 1);
}
console.log(`${cases - bad.length} passed, ${bad.length} failed`);
process.exit(bad.length === 0 ? 0 : 1);
