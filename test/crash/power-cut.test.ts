import { describe, expect, it } from '@jest/globals';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import { hostState, recording } from '../support/recording.ts';
import { factsOf, freshTree, host, hostNames, started } from '../support/simulated.ts';
import { copy, leftByCuts, possible, refused, standing } from './cut-hosts.ts';
import { knownWays } from './known-ways.ts';
import { goBackFrom, goOnFrom, goThere } from './walks.ts';

describe('a power cut before each single effect of the default plan', () => {
  it.each(hostNames)('%s: resume leads to the final state, rollback to the first', async (name) => {
    const recorded = host(name);
    if (!(await possible(recorded))) return refused(recorded);

    const tree = freshTree(recorded);
    const log = recording(started(recorded, tree), tree);
    const facts = await factsOf(started(recorded, copy(tree)));
    const plan = setupPlan(facts, defaultAnswers(facts));
    const first = hostState(tree);
    const there = knownWays();
    expect(await goThere(there, { system: log.system, tree: () => tree }, plan)).toEqual([]);
    const last = hostState(tree);
    expect(log.snapshots.length).toBeGreaterThan(plan.changes.length * 2);

    const back = knownWays();
    const third: string[] = [];
    for (const cut of leftByCuts(log.snapshots, recorded)) {
      const run = await setupRun(started(recorded, cut.tree));
      const onward = await goOnFrom(there, standing(recorded, cut.tree), run, { begun: last, not: first });
      third.push(...onward.map((line) => `cut before "${cut.effect}", resumed: ${line}`));
      const undone = await goBackFrom(back, standing(recorded, cut.tree), run, first);
      third.push(...undone.map((line) => `cut before "${cut.effect}", rolled back: ${line}`));
    }
    expect(third.slice(0, 20)).toEqual([]);
    expect(back.toTheEnd()).toBeGreaterThan(0);
  });
});
