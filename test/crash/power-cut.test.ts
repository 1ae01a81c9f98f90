import { describe, expect, it } from '@jest/globals';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import { differences, hostState, recording, type Snapshot } from '../support/recording.ts';
import { applied, factsOf, freshTree, host, hostNames, started } from '../support/simulated.ts';
import { afterPowerCut, copy, possible, refused, resumeFrom, rollBackFrom } from './cut-hosts.ts';

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
    1_800_000,
  );
});
