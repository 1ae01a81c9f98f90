import { describe, expect, it } from '@jest/globals';
import type { Answers } from '../../src/core/answers.ts';
import { failures } from '../../src/core/check.ts';
import type { System } from '../../src/system/port.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';

const read = () => undefined;

/** A host for PVH guests only, with Xen confirmed, in dom0. */
async function confirmed() {
  const recorded = host('plain-uefi-systemd-boot');
  const system = started(recorded, freshTree(recorded));
  const on = roadOn(system);
  const facts = await on.gather(read);
  const answers: Answers = { ...on.defaults(facts), guests: { kinds: ['pvh'] } };
  await outcomeOf(on.apply(on.plan(facts, answers), willing()));
  await on.reboot();
  await on.verify({ record: true });
  await outcomeOf(on.confirm(willing()));
  return { system, answers };
}

/** As the wizard changes a set-up: in a process of its own, with what can be added to the host. */
async function changed(system: System, others: Answers) {
  const on = roadOn(system);
  expect((await on.gather(read)).bases).toEqual({});
  const facts = await on.gather(read, true);
  expect(failures(on.preflight(facts, others).checks)).toEqual([]);
  const plan = on.plan(facts, others);
  expect((await outcomeOf(on.apply(plan, willing()))).outcome).toBe('applied');
  const now = await on.gather(read);
  expect(on.plan(now, others).changes).toEqual([]);
  return { on, plan, now, stage: await on.stage(now) };
}

describe('another set-up of a confirmed host', () => {
  it('gets packages, and stays confirmed as nothing of the boot changes', async () => {
    const { system, answers } = await confirmed();
    const { now, stage } = await changed(system, { ...answers, guests: { kinds: ['pvh', 'uefi'] } });
    expect(Object.keys(now.pacman.installed)).toEqual(expect.arrayContaining(['xen-qemu', 'xen-edk2']));
    expect(stage.at).toBe('confirmed');
  });

  it('is put on trial from Linux too', async () => {
    const { system, answers } = await confirmed();
    await system.run(['bootctl', 'set-oneshot', 'arch.conf']);
    const before = roadOn(system);
    await before.reboot();
    expect(await before.stage(await before.gather(read))).toEqual({ at: 'confirmed-but-linux' });
    const { on, stage } = await changed(system, { ...answers, dom0: { ...answers.dom0, memoryMiB: 4096 } });
    expect(stage).toEqual({ at: 'armed' });
    await on.reboot();
    expect((await on.verify()).facts.xen.domains?.[0]).toMatchObject({ memoryMiB: 4096 });
  });

  it('starts Xen once where somebody made Linux the default again', async () => {
    const { system, answers } = await confirmed();
    await system.run(['bootctl', 'set-default', 'arch.conf']);
    const before = roadOn(system);
    await before.reboot();
    expect(await before.stage(await before.gather(read))).toEqual({ at: 'confirmed-but-linux', linuxIsDefault: true });
    const { on } = await changed(system, { ...answers, dom0: { ...answers.dom0, memoryMiB: 4096 } });
    await on.reboot();
    const tried = await on.verify();
    expect(tried.facts.xen.domains?.[0]).toMatchObject({ memoryMiB: 4096 });
    expect(await on.stage(tried.facts)).toEqual({ at: 'verified' });
  });
});

it('a change in dom0 before confirming is no trial that failed, when Linux comes up', async () => {
  const recorded = host('plain-uefi-systemd-boot');
  const system = started(recorded, freshTree(recorded));
  const on = roadOn(system);
  const answers = on.defaults(await on.gather(read));
  await outcomeOf(on.apply(on.plan(await on.gather(read), answers), willing()));
  await on.reboot();
  await on.verify({ record: true });
  const { on: dom0, stage } = await changed(system, { ...answers, dom0: { ...answers.dom0, memoryMiB: 4096 } });
  expect(stage).toMatchObject({ at: 'verified', untried: expect.any(String) });
  await dom0.reboot();
  const linux = roadOn(system);
  expect(await linux.stage(await linux.gather(read))).toMatchObject({
    at: 'fell-back',
    why: expect.stringContaining('set no one-time boot of Xen'),
  });
});

it('a package base that was out of reach is fetched when the host is read again, and not between the plan and its changes', async () => {
  const recorded = host('plain-uefi-systemd-boot');
  const system = started(recorded, freshTree(recorded));
  let cut = true;
  let asked = 0;
  const on = roadOn({
    ...system,
    run: async (argv, options) => {
      if (argv[0] !== 'git' || !argv.some((word) => word.includes('xen-edk2'))) return system.run(argv, options);
      asked += 1;
      return cut ? { ended: 'exit', exit: 128, stdout: '', stderr: 'Could not resolve host: aur' } : system.run(argv, options);
    },
  });
  const facts = await on.gather(read);
  expect(facts.bases['xen-edk2']).toBeUndefined();
  const before = asked;
  await outcomeOf(on.apply(on.plan(facts, on.defaults(facts)), willing()));
  expect(asked).toBe(before);
  cut = false;
  expect((await on.gather(read, true)).bases['xen-edk2']).toBeDefined();
});

it('the package bases come from where the answers of the last visit say', async () => {
  const recorded = host('plain-uefi-systemd-boot');
  const system = started(recorded, freshTree(recorded));
  const first = roadOn(system);
  const answers = first.defaults(await first.gather(read));
  const mirrored = { ...answers, build: { ...answers.build, url: 'https://git.example.org/mirror' } };
  await first.keepAnswers(mirrored);
  const next = roadOn(system);
  expect(failures(next.preflight(await next.gather(read), mirrored).checks)).toEqual([]);
});
