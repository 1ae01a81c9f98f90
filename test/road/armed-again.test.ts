import { describe, expect, it } from '@jest/globals';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import type { Answers } from '../../src/core/answers.ts';
import { failures } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Plan } from '../../src/core/plan.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { setupRun } from '../../src/road/runs.ts';
import { copy, leftByCuts, standing } from '../crash/cut-hosts.ts';
import { knownWays } from '../crash/known-ways.ts';
import { goBackFrom, goOnFrom, goThere } from '../crash/walks.ts';
import { differences, hostState, recording } from '../support/recording.ts';
import { applied, factsOf, freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';

/** A host with Xen set up and armed, not booted yet, and a plan of other answers for it. */
async function armed(name: string) {
  const recorded = host(name);
  const tree = freshTree(recorded);
  const first = hostState(tree);
  const system = started(recorded, tree);
  const answers = defaultAnswers(await factsOf(system));
  expect((await applied(system, setupPlan(await factsOf(system), answers))).outcome).toBe('applied');
  const other: Answers = { ...answers, boot: { ...answers.boot, kernelOptions: 'never.tried=1' } };
  const plan = setupPlan(await factsOf(system), other);
  return { recorded, tree, system, first, answers, other, plan };
}

const isArmed = (facts: Facts, answers: Answers): boolean =>
  answers.boot.loader !== 'none' && bootLoaders[answers.boot.loader].isArmed(facts, answers);

const armings = ({ changes }: Plan) => changes.map((change) => (change.kind === 'boot-once' ? change.entry !== null : undefined));

describe.each([
  'plain-uefi-systemd-boot',
  'esp-at-efi',
  'uefi-grub',
  'plain-bios-grub',
  'grub-savedefault',
  'syslinux',
  'refind',
  'limine',
  'efistub',
])('other answers for an armed Xen on %s', (name) => {
  it('are written while the next start is Linux', async () => {
    const { recorded, tree, system, first, other, plan } = await armed(name);
    expect(armings(plan)).toEqual([false, ...plan.changes.slice(2).map(() => undefined), true]);
    expect(plan.changes.length).toBeGreaterThan(2);

    const before = hostState(tree);
    const log = recording(system, tree);
    expect((await applied(log.system, plan)).outcome).toBe('applied');
    const last = hostState(tree);
    // Wherever it is cut: a next start of Xen is one of all that was, or of all that is new.
    const halfWritten: string[][] = [];
    for (const { effect, tree: left } of leftByCuts(log.snapshots, recorded)) {
      if (!isArmed(await factsOf(started(recorded, copy(left))), other)) continue;
      const [old, fresh] = [before, last].map((state) => differences(state, hostState(left)));
      if (old?.length !== 0 && fresh?.length !== 0) halfWritten.push([effect, ...(old ?? [])]);
    }
    expect(halfWritten).toEqual([]);

    const on = roadOn(system);
    const facts = await factsOf(system);
    expect(failures(on.chain(facts, other).checks)).toEqual([]);
    expect(setupPlan(facts, other).changes).toEqual([]);

    expect((await outcomeOf(on.rollBack(willing()))).outcome).toBe('rolled-back');
    expect(differences(first, hostState(tree))).toEqual([]);
  });
});

it.each(['esp-at-efi', 'plain-bios-grub', 'syslinux', 'refind'])('on %s, a cut on the way is gone on with, or taken back', async (name) => {
  const { recorded, tree, first, plan } = await armed(name);
  const before = hostState(copy(tree));
  const log = recording(started(recorded, tree), tree);
  const there = knownWays();
  expect(await goThere(there, { system: log.system, tree: () => tree }, plan)).toEqual([]);
  const last = hostState(tree);
  const back = knownWays();
  for (const cut of leftByCuts(log.snapshots, recorded)) {
    const run = await setupRun(started(recorded, cut.tree));
    const begun = run?.plans.at(-1)?.plan.sha256 === plan.sha256;
    if (begun) {
      const onward = await goOnFrom(there, standing(recorded, cut.tree), run, { begun: last, not: before });
      expect([cut.effect, onward]).toEqual([cut.effect, []]);
    }
    expect([cut.effect, await goBackFrom(back, standing(recorded, cut.tree), run, first)]).toEqual([cut.effect, []]);
  }
});

it('answers that change nothing but that the trial is by hand leave the next start to Linux, too', async () => {
  const { system, answers } = await armed('plain-uefi-systemd-boot');
  const byHand: Answers = { ...answers, boot: { ...answers.boot, trial: 'by-hand' } };
  expect((await applied(system, setupPlan(await factsOf(system), byHand))).outcome).toBe('applied');
  const facts = await factsOf(system);
  expect(isArmed(facts, byHand)).toBe(false);
  expect(setupPlan(facts, byHand).changes).toEqual([]);
});

it('answers for a trial by hand leave the next start to Linux', async () => {
  const { system, answers } = await armed('plain-uefi-systemd-boot');
  const byHand: Answers = { ...answers, boot: { ...answers.boot, trial: 'by-hand', kernelOptions: 'never.tried=1' } };
  const plan = setupPlan(await factsOf(system), byHand);
  expect(armings(plan).filter((each) => each !== undefined)).toEqual([false]);
  expect(plan.reboot).toEqual({ needed: true });
  expect((await applied(system, plan)).outcome).toBe('applied');
  expect(isArmed(await factsOf(system), byHand)).toBe(false);
});
