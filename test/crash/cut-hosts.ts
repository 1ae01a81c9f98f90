import { expect } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import type { Tree } from '../../src/system/memory.ts';
import { mountOf } from '../../src/system/recorded.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { preflight } from '../../steps/host/preflight.ts';
import { differences, hostState, type Snapshot } from '../support/recording.ts';
import { factsOf, freshTree, started } from '../support/simulated.ts';
import type { Standing } from './walks.ts';

/** What is in /run is gone after a power cut; networkd then has only the lasting files. */
export function afterPowerCut(tree: Tree): Tree {
  return new Map([...tree].filter(([path]) => !path.startsWith('/run/systemd/network/') && !path.startsWith('/run/archxen/')));
}

/** A start of archxen on a copy of a tree. */
export function standing(recorded: RecordedHost, from: Tree): Standing {
  const tree = copy(from);
  return { system: started(recorded, tree), tree: () => tree };
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
