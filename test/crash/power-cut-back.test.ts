import { describe, expect, it } from '@jest/globals';
import { wayBack } from '../../src/engine/way-back.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import { differences, hostState, recording } from '../support/recording.ts';
import { applied, factsOf, freshTree, host, hostNames, started } from '../support/simulated.ts';
import { afterPowerCut, copy, possible, refused, rollBackFrom } from './cut-hosts.ts';

describe('a power cut before each single effect of the way back', () => {
  it.each(hostNames)(
    '%s: rolling back again leads to the first state',
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
    1_800_000,
  );
});
