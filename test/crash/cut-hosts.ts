import { expect } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { unfinished } from '../../src/engine/apply.ts';
import type { Run } from '../../src/engine/records.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { applyInRun, goOn } from '../../src/road/drive.ts';
import type { Tree } from '../../src/system/memory.ts';
import { mountOf } from '../../src/system/recorded.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { preflight } from '../../steps/host/preflight.ts';
import { differences, hostState, type Snapshot } from '../support/recording.ts';
import { factsOf, freshTree, outcomeOf, started, willing } from '../support/simulated.ts';
import { type knownWays, placeBack, placeThere, type Walk } from './known-ways.ts';

export type HostState = Readonly<Record<string, string>>;
export type Ways = ReturnType<typeof knownWays>;

/** What is in /run is gone after a power cut; networkd then has only the lasting files. */
export function afterPowerCut(tree: Tree): Tree {
  return new Map([...tree].filter(([path]) => !path.startsWith('/run/systemd/network/') && !path.startsWith('/run/archxen/')));
}

export const copy = (tree: Tree): Tree => new Map(tree);

/** What cuts before these effects may leave, each different host once. */
export function leftByCuts(snapshots: readonly Snapshot[], recorded: RecordedHost): readonly Snapshot[] {
  return snapshots.filter(({ tree }, nth) => !isSame(tree, snapshots[nth - 1]?.tree)).flatMap((each) => left(each, recorded));
}

const isSame = (tree: Tree, other: Tree | undefined): boolean =>
  tree.size === other?.size && [...tree].every(([path, node]) => other.get(path) === node);

/** What a cut before an effect may leave: the host as it was then; on FAT also without the file that was being replaced. */
function left({ effect, tree }: Snapshot, recorded: RecordedHost): readonly Snapshot[] {
  const path = /^(?:write|link) (.*)$/s.exec(effect)?.[1] ?? '';
  const after = afterPowerCut(tree);
  if (!tree.has(path) || mountOf(recorded, path)?.fstype !== 'vfat') return [{ effect, tree: after }];
  return [
    { effect, tree: after },
    { effect: `${effect}, gone`, tree: new Map([...after].filter(([each]) => each !== path)) },
  ];
}

/** Goes on from a tree by the journal, as the next start of archxen does; what of the end is not as `ends` says. */
export async function goOnFrom(
  ways: Ways,
  recorded: RecordedHost,
  tree: Tree,
  run: Run | undefined,
  ends: { readonly begun: HostState; readonly not: HostState },
): Promise<readonly string[]> {
  const system = started(recorded, tree);
  const plan = run && unfinished(run)?.plan;
  if (run === undefined || plan === undefined) return differences(run === undefined ? ends.not : ends.begun, hostState(tree));
  const back = plan.purpose === 'rollback';
  return ways.go({
    system,
    placeOf: back ? placeBack(tree, plan.changes) : placeThere(tree),
    walk: async (watched, signal) => (await outcomeOf(goOn(watched, { ...willing(), signal }))).outcome,
    wrong: ended(back ? 'rolled-back' : 'applied', tree, ends.begun),
  });
}

/** Rolls back from a tree; what of the end is not as it was at first. */
export async function goBackFrom(
  ways: Ways,
  recorded: RecordedHost,
  tree: Tree,
  run: Run | undefined,
  first: HostState,
): Promise<readonly string[]> {
  const system = started(recorded, tree);
  return run === undefined ? differences(first, hostState(tree)) : ways.go(wholeWayBack(system, tree, run, first));
}

export function wholeWayBack(system: Walk['system'], tree: Tree, run: Run, first: HostState): Walk {
  const plan = wayBack(run);
  return {
    system,
    placeOf: placeBack(tree, plan.changes),
    walk: async (watched, signal) => (await outcomeOf(applyInRun(watched, { ...willing(), signal }, plan))).outcome,
    wrong: ended('rolled-back', tree, first),
  };
}

const ended =
  (wanted: string, tree: Tree, end: HostState): Walk['wrong'] =>
  (outcome) =>
    outcome === wanted ? differences(end, hostState(tree)) : [`it ended ${outcome}`];

export async function possible(recorded: RecordedHost): Promise<boolean> {
  const facts = await factsOf(started(recorded, freshTree(recorded)));
  return failures(preflight(facts, defaultAnswers(facts)).checks).length === 0;
}

/** A host that is refused is left exactly as it was. */
export async function refused(recorded: RecordedHost): Promise<void> {
  const tree = freshTree(recorded);
  const before = hostState(tree);
  const facts = await factsOf(started(recorded, tree));
  expect(failures(preflight(facts, defaultAnswers(facts)).checks).length).toBeGreaterThan(0);
  expect(differences(before, hostState(tree))).toEqual([]);
}
