import { parseArgs } from 'node:util';
import { unfinished } from '../../src/engine/index.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import { hostState } from '../support/recording.ts';
import { applied, freshTree } from '../support/simulated.ts';
import { knownWays } from './known-ways.ts';
import { again, laterLife } from './later.ts';
import { modelledHost } from './model/host.ts';
import { goldenPlans, type Planned } from './plans.ts';
import { type CrashState, collectStates } from './states.ts';
import { failureOf, goBackFrom, goOnFrom, type HostState, type Standing, type Ways } from './walks.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    show: { type: 'string', default: '10' },
    /** A defect put into the disk, which must be found: `fsync-ignored`, `sync-ignored`. */
    plant: { type: 'string' },
    /** Walks from each state to the very end, whatever is known of it. */
    whole: { type: 'boolean', default: false },
  },
});
const begun = Date.now();
const seconds = (): number => (Date.now() - begun) / 1000;
const budget = values.quick ? 80 : Number.POSITIVE_INFINITY;

let cases = 0;
let states = 0;
let boundaries = 0;
let left = 0;
/** Hosts that do not come up under Xen by themselves: of these set-up and way back only. */
let byHand = 0;
const bad: string[] = [];
const byModel: Record<string, number> = {};

const copy = (tree: Tree): Tree => new Map(tree);

/** What was walked from a place once is not walked again, but with --whole. */
interface WaysOn {
  readonly there: Ways;
  readonly back: Ways;
}

/** A way through a plan: where it starts, and where it ends. */
interface Way {
  readonly name: 'apply' | 'rollback';
  readonly from: HostState;
  readonly to: HostState;
}

/** From a crash state, on by resume; where nothing was begun the host must be as it was. */
async function goOn(at: Standing, ways: WaysOn, { name, from, to }: Way): Promise<readonly string[]> {
  const run = await setupRun(at.system);
  const there = name === 'apply';
  const end = run !== undefined && unfinished(run) === undefined && !there ? from : to;
  return goOnFrom(there ? ways.there : ways.back, at, run, { begun: end, not: there ? from : to });
}

const goBack = async (at: Standing, ways: WaysOn, first: HostState): Promise<readonly string[]> =>
  goBackFrom(ways.back, at, await setupRun(at.system), first);

/** What is done from a state, and what of its end is not as it shall be. */
type Walks = Readonly<Record<string, (from: Standing) => Promise<readonly string[]>>>;

/** Each of the states that cuts left, each way on. In a quick run some of them: `sample`. */
async function judge(planned: Planned, what: string, found: readonly CrashState[], walks: Walks, sample: number): Promise<void> {
  states += found.length;
  const step = values.quick ? Math.max(1, Math.ceil(found.length / sample)) : 1;
  for (const [nth, state] of found.entries()) {
    if (nth % step !== 0) continue;
    if (seconds() > budget) {
      left += 1;
      continue;
    }
    for (const [then, walk] of Object.entries(walks)) {
      const { system, disk } = modelledHost(planned.recorded, state.tree, () => undefined);
      const differ = await walk({ system, tree: () => disk.all() }).catch((thrown) => [String(thrown?.stack ?? thrown)]);
      cases += 1;
      byModel[state.model] = (byModel[state.model] ?? 0) + 1;
      if (differ.length > 0)
        bad.push(`${planned.name}, ${what}, cut before "${state.boundary}", ${state.model}, ${then}: ${differ.slice(0, 3).join('; ')}`);
    }
  }
}

const judgeWay = (planned: Planned, way: Way, found: readonly CrashState[], ways: WaysOn): Promise<void> =>
  judge(
    planned,
    way.name,
    found,
    { resume: (at) => goOn(at, ways, way), rollback: (at) => goBack(at, ways, way.name === 'apply' ? way.from : way.to) },
    40,
  );

const plans = await goldenPlans(positionals);
const kinds = new Set(plans.map(({ kind }) => kind));
for (const planned of plans) {
  const before = cases;
  const ways: WaysOn = { there: knownWays(values.whole), back: knownWays(values.whole) };
  const tree = freshTree(planned.recorded);
  const first = hostState(tree);
  const there = collectStates();
  const apply = modelledHost(planned.recorded, copy(tree), there.at, values.plant);
  const { outcome, events } = await applied(apply.system, planned.plan);
  if (outcome !== 'applied') throw new Error(`${planned.name} ended ${outcome}: ${failureOf(events)}`);
  const last = apply.disk.all();
  await judgeWay(planned, { name: 'apply', from: first, to: hostState(last) }, there.states, ways);

  const back = collectStates();
  const rollback = modelledHost(planned.recorded, copy(last), back.at, values.plant);
  const run = await setupRun(rollback.system);
  if (run === undefined) throw new Error(`${planned.name}: no run`);
  const undone = await applied(rollback.system, wayBack(run));
  if (undone.outcome !== 'rolled-back') throw new Error(`${planned.name} rollback ended ${undone.outcome}: ${failureOf(undone.events)}`);
  // Going on with a way back leads to the first state, and so does a new way back.
  await judgeWay(planned, { name: 'rollback', from: hostState(last), to: first }, back.states, ways);
  boundaries += there.boundaries() + back.boundaries();

  const later = await laterLife(planned, last, values.plant);
  if (later.length === 0) byHand += 1;
  for (const act of later) {
    boundaries += act.boundaries;
    await judge(planned, act.name, act.states, { again: (at) => again(act, at), rollback: (at) => goBack(at, ways, act.first) }, 6);
  }
  console.log(
    `${planned.name} (${planned.kind}): ${planned.plan.changes.length} changes, ${cases - before} cases, ${Math.round(seconds())} s`,
  );
}

for (const line of bad.slice(0, Number(values.show))) console.log(`BAD  ${line}`);
console.log(
  `${plans.length} plans, ${kinds.size} kinds of host, ${boundaries} boundaries, ${states} distinct states, ${cases} cases, ${bad.length} bad, ${byHand} first booted by hand, ${left} states not run (time)`,
);
console.log(
  Object.entries(byModel)
    .map(([model, count]) => `${model}: ${count}`)
    .join(', '),
);
if (values.plant !== undefined) {
  console.log(`planted ${values.plant}: ${bad.length > 0 ? 'found' : 'NOT found'}`);
  console.log(bad.length > 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exit(bad.length > 0 ? 0 : 1);
}
console.log(`${cases - bad.length} passed, ${bad.length} failed`);
process.exit(bad.length === 0 ? 0 : 1);
