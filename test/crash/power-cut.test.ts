import { describe, expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { unfinished } from '../../src/engine/apply.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { preflight } from '../../steps/host/preflight.ts';
import { differences, hostState, recording, type Snapshot } from '../support/recording.ts';
import { applied, factsOf, freshTree, host, hostNames, resumed, started } from '../support/simulated.ts';

/** What is in /run is gone after a power cut; networkd then has only the lasting files. */
function afterPowerCut(tree: Tree): Tree {
  return new Map([...tree].filter(([path]) => !path.startsWith('/run/systemd/network/') && !path.startsWith('/run/archxen/')));
}

const copy = (tree: Tree): Tree => new Map(tree);

/** Goes on from a tree by the journal, as the next start of archxen does. */
async function resumeFrom(recorded: RecordedHost, tree: Tree): Promise<Tree> {
  const system = started(recorded, tree);
  const run = await setupRun(system);
  if (run !== undefined && unfinished(run) !== undefined) expect((await resumed(system)).outcome).toBe('applied');
  return tree;
}

async function rollBackFrom(recorded: RecordedHost, tree: Tree): Promise<Tree> {
  const system = started(recorded, tree);
  const run = await setupRun(system);
  if (run !== undefined) expect((await applied(system, wayBack(run))).outcome).toBe('rolled-back');
  return tree;
}

async function possible(recorded: RecordedHost): Promise<boolean> {
  const facts = await factsOf(started(recorded, freshTree(recorded)));
  return failures(preflight(facts, defaultAnswers(facts)).checks).length === 0;
}

describe('a power cut before each single effect of the default plan', () => {
  it.each(hostNames)(
    '%s: resume leads to the final state, rollback to the first',
    async (name) => {
      const recorded = host(name);
      if (!(await possible(recorded))) return refused(recorded);

      const tree = freshTree(recorded);
      const log = recording(started(recorded, tree), tree);
      const facts = await factsOf(started(recorded, copy(tree)));
      const plan = setupPlan(facts, defaultAnswers(facts));
      const first = hostState(tree);
      expect((await applied(log.system, plan)).outcome).toBe('applied');
      const last = hostState(tree);
      const cuts: readonly Snapshot[] = log.snapshots;
      expect(cuts.length).toBeGreaterThan(plan.changes.length * 2);

      const third: string[] = [];
      for (const cut of cuts) {
        const begun = (await setupRun(started(recorded, copy(cut.tree)))) !== undefined;
        const forward = hostState(await resumeFrom(recorded, afterPowerCut(cut.tree)));
        third.push(...differences(begun ? last : first, forward).map((line) => `cut before "${cut.effect}", resumed: ${line}`));
        const back = hostState(await rollBackFrom(recorded, afterPowerCut(cut.tree)));
        third.push(...differences(first, back).map((line) => `cut before "${cut.effect}", rolled back: ${line}`));
      }
      expect(third.slice(0, 20)).toEqual([]);
    },
    300_000,
  );

  it.each(hostNames)(
    '%s: and before each single effect of the way back',
    async (name) => {
      const recorded = host(name);
      if (!(await possible(recorded))) return refused(recorded);
      const tree = freshTree(recorded);
      const first = hostState(tree);
      const system = started(recorded, tree);
      const facts = await factsOf(started(recorded, copy(tree)));
      await applied(system, setupPlan(facts, defaultAnswers(facts)));
      const run = await setupRun(system);
      if (run === undefined) throw new Error('no run');
      const log = recording(started(recorded, tree), tree);
      expect((await applied(log.system, wayBack(run))).outcome).toBe('rolled-back');
      expect(differences(first, hostState(tree))).toEqual([]);

      const third: string[] = [];
      for (const cut of log.snapshots) {
        const back = hostState(await rollBackFrom(recorded, afterPowerCut(cut.tree)));
        third.push(...differences(first, back).map((line) => `cut before "${cut.effect}": ${line}`));
      }
      expect(third.slice(0, 20)).toEqual([]);
    },
    300_000,
  );
});

/** A host that is refused is left exactly as it was. */
async function refused(recorded: RecordedHost): Promise<void> {
  const tree = freshTree(recorded);
  const before = hostState(tree);
  const facts = await factsOf(started(recorded, tree));
  expect(failures(preflight(facts, defaultAnswers(facts)).checks).length).toBeGreaterThan(0);
  expect(differences(before, hostState(tree))).toEqual([]);
}
