import { expect, it } from '@jest/globals';
import type { Answers } from '../../src/core/answers.ts';
import type { Hands } from '../../src/wizard/port.ts';
import { differences, hostState } from '../support/recording.ts';
import { outcomeOf, willing } from '../support/simulated.ts';
import { upgradeKernel } from '../support/upgrade.ts';
import { text, verified } from '../support/verified.ts';

const warningPath = '/run/archxen/boot-warning';

/** Stops after so many changes. */
function stopsAfter(changes: number): Hands & { readonly seen: () => void } {
  const stop = new AbortController();
  let left = changes;
  const seen = (): void => {
    left -= 1;
    if (left <= 0) stop.abort();
  };
  if (changes === 0) stop.abort();
  return { ask: async () => true, signal: stop.signal, seen };
}

/** A confirmed host whose later apply of other answers was stopped before Linux became the default again. */
async function stoppedApply() {
  const set = await verified('esp-at-efi');
  const { on, answers } = set;
  expect((await outcomeOf(on.confirm(willing()))).outcome).toBe('applied');
  const other: Answers = { ...answers, dom0: { ...answers.dom0, memoryMiB: answers.dom0.memoryMiB + 256 } };
  const plan = on.plan(await on.gather(() => undefined), other);
  expect((await outcomeOf(on.apply(plan, stopsAfter(0)))).outcome).toBe('stopped');
  expect((await on.stage(await on.gather(() => undefined))).at).toBe('interrupted');
  return { ...set, plan };
}

it('a later apply that stopped half-way hides no broken boot from an upgrade', async () => {
  const { on, tree, kernel, plan, first } = await stoppedApply();
  expect(await on.refresh(willing())).toMatchObject({ done: [], failed: undefined, warning: [] });
  expect(tree.has(warningPath)).toBe(false);

  upgradeKernel(tree, kernel);
  const seen = await on.refresh(willing());
  expect(seen?.failed).toMatch(/stopped half-way.*archxen, which goes on.*archxen refresh/);
  expect(seen?.warning.join('\n')).toMatch(/would fail[\s\S]*vmlinuz-linux is stale/);
  expect(text(tree, warningPath)).toMatch(/stopped half-way[\s\S]*vmlinuz-linux is stale/);

  // Nothing came after the open plan: it is gone on with, and the copies are made anew behind it.
  expect((await on.currentRun())?.plans.at(-1)?.plan.sha256).toBe(plan.sha256);
  expect((await outcomeOf(on.resume(willing()))).outcome).toBe('applied');
  expect((await on.refresh(willing()))?.warning).toEqual([]);
  expect(text(tree, '/efi/archxen/vmlinuz-linux')).toBe(text(tree, '/boot/vmlinuz-linux'));
  expect(tree.has(warningPath)).toBe(false);

  expect((await outcomeOf(on.rollBack(willing()))).outcome).toBe('rolled-back');
  const left = differences(first, hostState(tree)).filter(
    (line) => !/^\/(proc|sys|run|usr\/lib\/modules|boot\/(vmlinuz|initramfs))/.test(line),
  );
  expect(left).toEqual([]);
});

it('a rollback that stopped is told of while Xen is the default, and not after that', async () => {
  const { on, tree, kernel } = await stoppedApply();
  expect((await outcomeOf(on.rollBack(stopsAfter(0)))).outcome).not.toBe('rolled-back');
  upgradeKernel(tree, kernel);
  expect((await on.refresh(willing()))?.failed).toMatch(/rollback stopped half-way/);

  const hands = stopsAfter(6);
  for await (const event of on.resume(hands)) if (event.type === 'done') hands.seen();
  expect((await on.stage(await on.gather(() => undefined))).at).toBe('interrupted');
  expect(await on.refresh(willing())).toBeUndefined();
  expect(tree.has(warningPath)).toBe(false);
});

it('a first set-up that stopped half-way boots Linux: nothing is said', async () => {
  const { on, tree, kernel, answers } = await verified('esp-at-efi');
  await outcomeOf(on.rollBack(willing()));
  const plan = on.plan(await on.gather(() => undefined), answers);
  await outcomeOf(on.apply(plan, stopsAfter(0)));
  upgradeKernel(tree, kernel);
  expect(await on.refresh(willing())).toBeUndefined();
});
