import { expect } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { unfinished } from '../../src/engine/apply.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { preflight } from '../../steps/host/preflight.ts';
import { differences, hostState } from '../support/recording.ts';
import { applied, factsOf, freshTree, resumed, started } from '../support/simulated.ts';

/** What is in /run is gone after a power cut; networkd then has only the lasting files. */
export function afterPowerCut(tree: Tree): Tree {
  return new Map([...tree].filter(([path]) => !path.startsWith('/run/systemd/network/') && !path.startsWith('/run/archxen/')));
}

export const copy = (tree: Tree): Tree => new Map(tree);

/** Goes on from a tree by the journal, as the next start of archxen does. */
export async function resumeFrom(recorded: RecordedHost, tree: Tree): Promise<Tree> {
  const system = started(recorded, tree);
  const run = await setupRun(system);
  if (run !== undefined && unfinished(run) !== undefined) expect((await resumed(system)).outcome).toBe('applied');
  return tree;
}

export async function rollBackFrom(recorded: RecordedHost, tree: Tree): Promise<Tree> {
  const system = started(recorded, tree);
  const run = await setupRun(system);
  if (run !== undefined) expect((await applied(system, wayBack(run))).outcome).toBe('rolled-back');
  return tree;
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
