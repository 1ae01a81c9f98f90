import { describe, expect, it } from '@jest/globals';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import { hostState, recording } from '../support/recording.ts';
import { applied, factsOf, freshTree, host, hostNames, started } from '../support/simulated.ts';
import { copy, leftByCuts, possible, refused, standing } from './cut-hosts.ts';
import { knownWays } from './known-ways.ts';
import { goBackFrom, goOnFrom } from './walks.ts';

describe('a power cut before each single effect of the way back', () => {
  it.each(hostNames)('%s: going on, and rolling back again, lead to the first state', async (name) => {
    const recorded = host(name);
    if (!(await possible(recorded))) return refused(recorded);
    const tree = freshTree(recorded);
    const first = hostState(tree);
    const system = started(recorded, tree);
    const facts = await factsOf(started(recorded, copy(tree)));
    await applied(system, setupPlan(facts, defaultAnswers(facts)));
    const last = hostState(tree);
    const run = await setupRun(system);
    if (run === undefined) throw new Error('no run');
    const log = recording(started(recorded, tree), tree);
    const ways = knownWays();
    expect(await goBackFrom(ways, { system: log.system, tree: () => tree }, run, first)).toEqual([]);

    const third: string[] = [];
    for (const cut of leftByCuts(log.snapshots, recorded)) {
      const left = await setupRun(started(recorded, cut.tree));
      const begun = left?.plans.at(-1)?.plan.purpose === 'rollback';
      const onward = await goOnFrom(ways, standing(recorded, cut.tree), left, { begun: begun ? first : last, not: first });
      third.push(...onward.map((line) => `cut before "${cut.effect}", gone on with: ${line}`));
      const undone = await goBackFrom(ways, standing(recorded, cut.tree), left, first);
      third.push(...undone.map((line) => `cut before "${cut.effect}", rolled back again: ${line}`));
    }
    expect(third.slice(0, 20)).toEqual([]);
  });
});
