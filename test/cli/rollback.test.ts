import { expect, it } from '@jest/globals';
import { rollbackVerb } from '../../src/cli/rollback.ts';
import { ArchxenError } from '../../src/core/error.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import { applied, factsOf, freshTree, host, started } from '../support/simulated.ts';
import { runVerb } from './verb-on.ts';

const name = 'plain-uefi-systemd-boot';
const script = '/boot/archxen-restore.sh';

it('a way back of which only the end is missing is ended, without a question', async () => {
  const system = started(host(name), freshTree(host(name)));
  const facts = await factsOf(system);
  await applied(system, setupPlan(facts, defaultAnswers(facts)));
  const full: typeof system = {
    ...system,
    remove: async (path) => {
      if (path === script) throw new ArchxenError('write-failed', 'The volume is read-only.', { path });
      return system.remove(path);
    },
  };
  expect(await runVerb(rollbackVerb, full, ['--yes'])).toMatchObject({ exit: 31 });
  expect(await system.stat(script)).toBeDefined();

  // Nobody agrees, and nobody need.
  expect(await runVerb(rollbackVerb, system, [])).toMatchObject({ exit: 0, result: { failed: false, msg: 'rolled back' } });
  expect(await system.stat(script)).toBeUndefined();
  expect(await setupRun(system)).toBeUndefined();
  expect(await runVerb(rollbackVerb, system, [])).toMatchObject({ exit: 0, result: { msg: 'nothing to roll back' } });
});
