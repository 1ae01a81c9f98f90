import { expect } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import type { Tree } from '../../src/system/memory.ts';
import { hostState } from './recording.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from './simulated.ts';

/** A host that was set up, booted into Xen and verified green at boot. */
export async function verified(name: string) {
  const recorded = host(name);
  const tree = freshTree(recorded);
  const system = started(recorded, tree);
  const on = roadOn(system);
  const facts = await on.gather(() => undefined);
  const answers = on.defaults(facts);
  expect((await outcomeOf(on.apply(on.plan(facts, answers), willing()))).outcome).toBe('applied');
  await on.reboot();
  const verdict = await on.verify({ record: true });
  expect(failures(verdict.report.checks)).toEqual([]);
  const kernel = facts.kernels.find(({ name: each }) => each === answers.boot.kernel);
  if (kernel === undefined) throw new Error('no kernel');
  return { on, tree, system, answers, verdict, kernel, first: hostState(freshTree(recorded)) };
}

/** A file of the tree; undefined: it is not there. */
export const text = (tree: Tree, path: string): string | undefined => {
  const node = tree.get(path);
  return node?.type === 'file' ? Buffer.from(node.content).toString() : undefined;
};
