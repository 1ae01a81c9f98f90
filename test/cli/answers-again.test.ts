import { describe, expect, it } from '@jest/globals';
import { applyVerb } from '../../src/cli/apply.ts';
import { planVerb } from '../../src/cli/plan.ts';
import { questionsVerb } from '../../src/cli/questions.ts';
import type { System } from '../../src/system/port.ts';
import { freshTree, host, roadOn, started } from '../support/simulated.ts';
import { runVerb } from './verb-on.ts';

const name = 'plain-uefi-systemd-boot';
const answers = ['--answers', '-'];

/** A host that was set up with these answers over its defaults. */
async function setUp(given: object): Promise<System> {
  const system = started(host(name), freshTree(host(name)));
  const { exit, text } = await runVerb(applyVerb, system, [...answers, '--yes'], JSON.stringify(given));
  expect(exit).toBe(10);
  expect(text).toContain("What the answers leave out is this host's default.");
  return system;
}

const planned = (system: System, given: object) => runVerb(planVerb, system, answers, JSON.stringify(given));

describe('an answers file for a host that is set up', () => {
  it('leaves what it does not name as it was set up', async () => {
    const system = await setUp({ guests: { kinds: ['pvh'] }, boot: { kernelOptions: 'nomodeset' } });
    expect(await planned(system, {})).toMatchObject({ exit: 0, result: { msg: '0 changes', answers_over: 'set-up' } });
    expect(await runVerb(planVerb, system, [])).toMatchObject({ result: { msg: '0 changes', answers_over: 'set-up' } });
    const { exit, text } = await planned(system, { dom0: { memoryMiB: 4096 } });
    expect(exit).toBe(0);
    expect(text).toContain('What the answers leave out stays as this host was set up.');
    expect(text).toContain('+options=dom0_mem=4096M');
    expect(text).not.toMatch(/^ *-.*nomodeset/m);
    expect(await runVerb(applyVerb, system, [...answers, '--yes'], '{"dom0": {"memoryMiB": 4096}}')).toMatchObject({ exit: 10 });
    expect(await roadOn(system).runAnswers()).toMatchObject({ guests: { kinds: ['pvh'] }, boot: { kernelOptions: 'nomodeset' } });
  });

  it('goes back to a default by naming it, which questions tells', async () => {
    const system = await setUp({ boot: { kernelOptions: 'nomodeset' } });
    const { text } = await planned(system, { boot: { kernelOptions: '' } });
    expect(text).toMatch(/^ *-.*nomodeset/m);
    expect((await runVerb(questionsVerb, system, [])).text).toMatch(/boot\.kernelOptions +nomodeset/);
  });
});

describe('packages for a host that is set up', () => {
  it.each([
    [{ guests: { kinds: ['pvh', 'hvm'] } }, 'Build xen-qemu'],
    [{ guests: { kinds: ['pvh', 'uefi'] } }, 'Build xen-edk2'],
    [{ build: { extras: ['xen-grub-pvh'] } }, 'Build xen-grub'],
    [{ build: { stubdom: true } }, 'Build xen '],
  ])('%j: %s', async (given, title) => {
    const system = await setUp({ guests: { kinds: ['pvh'] } });
    const { exit, text } = await planned(system, given);
    expect(text).toContain(title);
    expect(exit).toBe(0);
  });

  it('come from where those of the set-up came from', async () => {
    const system = await setUp({ guests: { kinds: ['pvh'] }, build: { url: 'https://git.example.org/mirror' } });
    expect(await planned(system, { guests: { kinds: ['pvh', 'hvm'] } })).toMatchObject({ exit: 0 });
  });
});

it('what cannot be had now is said, by plan and apply', async () => {
  const system = await setUp({ guests: { kinds: ['pvh', 'hvm'] } });
  const offline: System = {
    ...system,
    run: async (argv, options) =>
      argv[0] === 'git' ? { ended: 'exit', exit: 128, stdout: '', stderr: 'Could not resolve host: x' } : system.run(argv, options),
  };
  const more = JSON.stringify({ guests: { kinds: ['pvh', 'hvm', 'uefi'] }, build: { extras: ['xen-grub-pvh'] } });
  for (const [verb, argv] of [
    [planVerb, answers],
    [applyVerb, [...answers, '--yes']],
  ] as const) {
    const { exit, text } = await runVerb(verb, offline, argv, more);
    expect(exit).toBe(0);
    expect(text).toContain('Nothing can be done now: xen-edk2, xen-grub-pvh cannot be had.');
    expect(text).toContain('WARN  AUR: xen-grub-pvh is out of reach, it is left out');
    expect(text).toContain('WARN  UEFI guests: xen-edk2 is out of reach, it is left out');
  }
});

it('answers that change nothing on the host are noted once, for they decide what happens later', async () => {
  const system = await setUp({ guests: { kinds: ['pvh'] } });
  const itself = JSON.stringify({ boot: { confirmByItself: true } });
  expect(await runVerb(applyVerb, system, [...answers, '--yes'], itself)).toMatchObject({
    exit: 0,
    result: { changed: true, msg: 'answers noted' },
  });
  const road = roadOn(system);
  expect(await road.runAnswers()).toMatchObject({ boot: { confirmByItself: true } });
  const runs = await road.runs();
  for (const again of ['{}', itself])
    expect(await runVerb(applyVerb, system, [...answers, '--yes'], again)).toMatchObject({ exit: 0, result: { changed: false } });
  expect(await road.runs()).toEqual(runs);
  expect((await road.stage(await road.gather(() => undefined))).at).toBe('armed');
  await road.reboot();
  const { facts } = await road.verify({ record: true });
  expect(facts.xen.dom0).toBe(true);
  expect((await road.stage(await road.gather(() => undefined))).at).toBe('confirmed');
});
