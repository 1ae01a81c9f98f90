import { describe, expect, it } from '@jest/globals';
import type { Answers } from '../../src/core/answers.ts';
import { failures } from '../../src/core/check.ts';
import { sha256 } from '../../src/core/digest.ts';
import { type HostRoad, hostRoad } from '../../src/road/host-road.ts';
import { stageText } from '../../src/road/stage-text.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import type { HostModel } from '../../src/system/recorded-host.ts';
import { fellBackNote } from '../../steps/host/trial-units.ts';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, host, outcomeOf, started, willing } from '../support/simulated.ts';

interface OnTrial {
  readonly road: HostRoad;
  readonly system: System;
  readonly tree: Tree;
  readonly text: (path: string) => Promise<string | undefined>;
  /** What the simulated machine tells of its last start. */
  readonly told: () => Promise<{ readonly attended: string; readonly crashed: readonly string[] }>;
  readonly at: () => ReturnType<HostRoad['stage']>;
  /** As the unit does it at boot: a red verdict starts what restarts the host. */
  readonly judgedAtBoot: () => Promise<readonly string[]>;
}

/** A host that archxen has set up, with the one-time boot armed, and whose Xen will end like this. */
async function onTrial(name: string, xenBoot: HostModel['xenBoot'], boot: Partial<Answers['boot']> = {}): Promise<OnTrial> {
  const recorded = host(name);
  const tree = freshTree(recorded);
  const system = started({ ...recorded, model: { ...recorded.model, xenBoot } }, tree);
  const self = { version: 'test', node: '/usr/bin/node', bundle: { path: '/root/archxen.mjs', sha256: sha256('#!/usr/bin/env node\n') } };
  const road = hostRoad({ system, self, environment: {}, uid: 0, rebootReturns: true });
  const facts = await road.gather(() => undefined);
  const defaults = road.defaults(facts);
  const answers = { ...defaults, boot: { ...defaults.boot, ...boot } };
  expect((await outcomeOf(road.apply(road.plan(facts, answers), willing()))).outcome).toBe('applied');
  const text = async (path: string): Promise<string | undefined> => {
    const bytes = await system.read(path);
    return bytes && new TextDecoder().decode(bytes);
  };
  return {
    road,
    system,
    tree,
    text,
    told: async () => JSON.parse((await text('/run/archxen/simulation-boot.json')) ?? '{}'),
    at: async () => road.stage(await road.gather(() => undefined)),
    judgedAtBoot: async () => {
      const { report } = await road.verify({ record: true });
      const red = failures(report.checks).map(({ id }) => id);
      const unit = (await text('/etc/systemd/system/archxen-verify.service')) ?? '';
      const onFailure = /^OnFailure=(.*)$/m.exec(unit)?.[1];
      if (red.length > 0 && onFailure !== undefined) await system.run(['systemctl', 'start', onFailure]);
      return red;
    },
  };
}

const underXen = async ({ text }: OnTrial): Promise<boolean> => (await text('/sys/hypervisor/type')) === 'xen\n';

describe.each(['plain-uefi-systemd-boot', 'plain-bios-grub'])('%s', (name) => {
  it.each([
    ['xen-panic', /Panic on CPU 0/, /Xen or dom0 stopped during its boot/],
    ['dom0-panic', /Hardware Dom0 crashed/, /Xen or dom0 stopped during its boot/],
    ['dom0-hang', /watchdog rebooting/, /Xen or dom0 stopped during its boot/],
    ['dom0-stuck', /emergency mode/, /not judged in time/],
  ] as const)('%s on trial leads back to Linux with no key pressed, and the status says so', async (xenBoot, crash, why) => {
    const trial = await onTrial(name, xenBoot);
    await trial.road.reboot();
    expect(await underXen(trial)).toBe(false);
    expect(await trial.told()).toMatchObject({ attended: '', crashed: [expect.stringMatching(crash)] });
    await trial.judgedAtBoot();
    const stage = await trial.at();
    expect(stage).toMatchObject({ at: 'fell-back', why: expect.stringMatching(why) });
    expect(await trial.text('/run/archxen/login-message')).toContain(stageText(stage).now);
    // The next start is Linux too, and a second look notes nothing twice.
    await trial.judgedAtBoot();
    const marks = (await trial.road.currentRun())?.marks.filter((mark) => mark.name === 'fell-back') ?? [];
    expect(marks).toHaveLength(1);
    await trial.road.reboot();
    expect(await underXen(trial)).toBe(false);
  });

  it('a red verdict restarts into Linux, once, and the status says what was red', async () => {
    const trial = await onTrial(name, 'red');
    await trial.road.reboot();
    expect(await underXen(trial)).toBe(true);
    expect(await trial.judgedAtBoot()).toContain('services.xenconsoled.service');
    expect(await underXen(trial)).toBe(false);
    await trial.judgedAtBoot();
    expect(await trial.at()).toMatchObject({
      at: 'fell-back',
      why: expect.stringContaining('red'),
      evidence: expect.arrayContaining([expect.stringContaining('xenconsoled')]),
    });
    expect(await trial.text('/run/archxen/login-message')).toMatch(/red: .*xenconsoled/);
    expect(await trial.system.stat(fellBackNote)).toBeDefined();
  });

  it('a red verdict stays where that was answered, and says so', async () => {
    const trial = await onTrial(name, 'red', { onRed: 'stay' });
    await trial.road.reboot();
    expect(await trial.judgedAtBoot()).not.toEqual([]);
    expect(await underXen(trial)).toBe(true);
    expect(await trial.at()).toMatchObject({ at: 'in-dom0', red: { restarts: false } });
    // Judged is judged: the timer does not restart it later either.
    expect((await trial.system.run(['systemctl', 'is-active', 'archxen-fall-back.timer'])).stdout).toBe('inactive\n');
  });

  it('while it is red and still up, who logs in reads how to stay', async () => {
    const trial = await onTrial(name, 'red');
    await trial.road.reboot();
    await trial.road.verify({ record: true });
    expect((await trial.system.run(['systemctl', 'is-active', 'archxen-fall-back.timer'])).stdout).toBe('active\n');
    expect(await trial.text('/run/archxen/login-message')).toMatch(/red: .*\n.*next: .*systemctl stop archxen-fall-back/);
  });

  it('is not restarted twice by a boot order that sticks', async () => {
    const trial = await onTrial(name, 'red');
    await trial.road.reboot();
    await trial.system.write(fellBackNote, new Uint8Array(), { mode: 0o644, uid: 0, gid: 0 });
    await trial.judgedAtBoot();
    expect(await underXen(trial)).toBe(true);
  });

  it('a dom0 that hangs needs the watchdog, and a missing root cannot be helped by anything after the reboot', async () => {
    const hang = await onTrial(name, 'dom0-hang', { watchdog: 'off' });
    await hang.road.reboot();
    expect((await hang.told()).attended).toMatch(/watchdog/);
    const root = await onTrial(name, 'no-root');
    await root.road.reboot();
    expect((await root.told()).attended).toMatch(/initramfs/);
  });

  it('so a missing root is refused before the reboot', async () => {
    const trial = await onTrial(name, 'no-root');
    const path = name.endsWith('grub') ? '/boot/grub/grub.cfg' : '/boot/archxen-xen.cfg';
    const config = (await trial.text(path)) ?? '';
    const line = config.split('\n').find((each) => /^\s*(kernel=|module2 .*root=)/.test(each)) ?? '';
    const broken = config.replace(line, line.replace(/root=\S+/, 'root=UUID=00000000-dead-4bad-8bad-000000000000'));
    await trial.system.write(path, new TextEncoder().encode(broken), { mode: 0o644, uid: 0, gid: 0 });
    const facts = await trial.road.gather(() => undefined);
    expect(failures((await trial.road.chainNow(facts)).checks).map(({ id }) => id)).toEqual(['boot.chain.root']);
  });

  it('a green verdict ends the watch, confirms by itself where that was answered, and the trial is over', async () => {
    const first = hostState(freshTree(host(name)));
    const trial = await onTrial(name, 'good', { confirmByItself: true });
    await trial.road.reboot();
    expect(await trial.judgedAtBoot()).toEqual([]);
    expect((await trial.at()).at).toBe('confirmed');
    expect(await trial.text('/run/archxen/login-message')).toContain('Xen runs and is the default');
    expect((await trial.road.currentRun())?.plans.map(({ plan }) => plan.purpose)).toEqual(['setup', 'keep', 'confirm']);
    for (const unit of ['archxen-fall-back.timer', 'archxen-fall-back.service', 'archxen-watchdog.service'])
      expect([unit, await trial.system.stat(`/etc/systemd/system/${unit}`)]).toEqual([unit, undefined]);
    await trial.road.reboot();
    expect(await underXen(trial)).toBe(true);
    const facts = await trial.road.gather(() => undefined);
    const answers = (await trial.road.runAnswers()) ?? trial.road.defaults(facts);
    expect(trial.road.plan(facts, answers).changes).toEqual([]);
    expect((await outcomeOf(trial.road.rollBack(willing()))).outcome).toBe('rolled-back');
    await trial.road.reboot();
    expect(differences(first, hostState(trial.tree)).filter((line) => !/^\/(proc|sys)\//.test(line))).toEqual([]);
  });

  it('the watchdog stays after the trial where that was answered', async () => {
    const trial = await onTrial(name, 'good', { watchdog: 'always', confirmByItself: true });
    await trial.road.reboot();
    await trial.judgedAtBoot();
    expect((await trial.system.run(['systemctl', 'is-enabled', 'archxen-watchdog.service'])).stdout).toBe('enabled\n');
  });
});

describe('what is refused before anything is changed', () => {
  const refusals = async (name: string, boot: Partial<Answers['boot']>) => {
    const recorded = host(name);
    const system = started(recorded, freshTree(recorded));
    const road = hostRoad({ system, self: { version: 'test', node: '/usr/bin/node' }, environment: {}, uid: 0, rebootReturns: true });
    const facts = await road.gather(() => undefined);
    const defaults = road.defaults(facts);
    const { checks } = road.preflight(facts, { ...defaults, boot: { ...defaults.boot, ...boot } });
    return { defaults, failed: failures(checks).map(({ id }) => id) };
  };

  it('a one-time boot that would stick', async () => {
    const { defaults, failed } = await refusals('grub-on-lvm', { trial: 'once' });
    expect(defaults.boot.trial).toBe('by-hand');
    expect(failed).toContain('boot.trial');
  });

  it('Secure Boot without keys, and files where only a signed image starts', async () => {
    expect((await refusals('secure-boot-on', {})).failed).toContain('firmware.secure-boot');
    const signed = await refusals('secure-boot-sbctl', {});
    expect(signed).toMatchObject({ defaults: { boot: { image: 'unified' } }, failed: [] });
    expect((await refusals('secure-boot-sbctl', { image: 'files' })).failed).toContain('boot.entry');
  });

  it('a unified image for a boot loader that gets none', async () => {
    expect((await refusals('plain-bios-grub', { image: 'unified' })).failed).toContain('boot.image');
  });
});
