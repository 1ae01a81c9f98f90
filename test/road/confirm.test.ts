import { describe, expect, it } from '@jest/globals';
import { whyNotAsBooted } from '../../src/bootloaders/as-booted.ts';
import { stageText } from '../../src/road/stage-text.ts';
import type { System } from '../../src/system/port.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { upgradeKernel } from '../support/upgrade.ts';

/** A host in its first boot under Xen. */
async function underXen(boot: { readonly confirmByItself?: boolean } = {}) {
  const recorded = host('plain-uefi-systemd-boot');
  const tree = freshTree(recorded);
  const system = started(recorded, tree);
  const on = roadOn(system);
  const facts = await on.gather(() => undefined);
  const answers = { ...on.defaults(facts), boot: { ...on.defaults(facts).boot, ...boot } };
  await outcomeOf(on.apply(on.plan(facts, answers), willing()));
  await on.reboot();
  const [kernel] = facts.kernels;
  if (kernel === undefined) throw new Error('no kernel');
  return { on, tree, system, kernel, answers };
}

async function asIfBooted(system: System, entry: string): Promise<void> {
  const line = Buffer.from((await system.read('/proc/cmdline')) ?? []).toString();
  await system.write('/proc/cmdline', Buffer.from(`${line.trim()} archxen.entry=${entry}\n`), { mode: 0o444, uid: 0, gid: 0 });
}

/** The next step, as the status says it, and the login message, which is the same. */
async function proposed(on: Awaited<ReturnType<typeof underXen>>['on'], system: System): Promise<string> {
  const { now, next } = stageText(await on.stage(await on.gatherFor({ bases: 'none', scope: 'boot' })));
  const atLogin = Buffer.from((await system.read('/run/archxen/login-message')) ?? []).toString();
  expect(atLogin).toContain(now);
  expect(atLogin).toContain(next);
  return next;
}

const refused = { code: 'not-verified', hint: expect.stringContaining('Arch Linux on Xen') };

describe('what did not boot is not made the default', () => {
  it.each(['previous', 'rescue'])('a green boot of the entry %s says nothing of the normal one', async (entry) => {
    const { on, system } = await underXen();
    await asIfBooted(system, entry);
    expect(stageText(await on.stage(await on.gather(() => undefined))).next).toContain('Arch Linux on Xen');
    await on.verify({ record: true });
    await expect(outcomeOf(on.confirm(willing()))).rejects.toMatchObject(refused);
    expect(await proposed(on, system)).toEqual(expect.stringContaining('Arch Linux on Xen'));
  });

  it('nor does a green boot from before an upgrade of the kernel', async () => {
    const { on, tree, kernel, system } = await underXen();
    await on.verify({ record: true });
    expect(await proposed(on, system)).toContain('archxen confirm');
    upgradeKernel(tree, kernel);
    await on.refresh(willing());
    expect(await proposed(on, system)).not.toContain('archxen confirm');
    await expect(outcomeOf(on.confirm(willing()))).rejects.toMatchObject(refused);
  });

  it('and who confirmed is not asked to confirm at the next login', async () => {
    const { on, system } = await underXen();
    await on.verify({ record: true });
    expect((await outcomeOf(on.confirm(willing()))).outcome).toBe('applied');
    expect(await proposed(on, system)).toContain('archxen domu create');
  });

  it('nor is an entry that was changed in the boot that was judged', async () => {
    const { on, answers } = await underXen();
    await on.verify({ record: true });
    const others = { ...answers, dom0: { ...answers.dom0, memoryMiB: answers.dom0.memoryMiB + 256 } };
    await outcomeOf(on.apply(on.plan(await on.gather(() => undefined), others), willing()));
    await expect(outcomeOf(on.confirm(willing()))).rejects.toMatchObject(refused);
  });

  it('where somebody made Linux the default again, Xen is confirmed as for the first time', async () => {
    const { on, system, answers } = await underXen();
    await on.verify({ record: true });
    await outcomeOf(on.confirm(willing()));
    await system.run(['bootctl', 'set-default', 'arch.conf']);
    const changed = await on.gather(() => undefined);
    expect(await on.stage(changed)).toEqual({ at: 'verified' });
    const others = { ...answers, dom0: { ...answers.dom0, memoryMiB: answers.dom0.memoryMiB + 256 } };
    await outcomeOf(on.apply(on.plan(changed, others), willing()));
    await expect(outcomeOf(on.confirm(willing()))).rejects.toMatchObject(refused);
    await on.reboot();
    const linux = await on.gather(() => undefined);
    expect(linux.xen.running).toBe(false);
    expect(await on.stage(linux)).toEqual({ at: 'confirmed-but-linux', linuxIsDefault: true });
  });

  it('who made Xen the default without archxen is told so', async () => {
    const { on, system } = await underXen();
    await on.verify({ record: true });
    await system.run(['bootctl', 'set-default', 'archxen-xen.conf']);
    const stage = await on.stage(await on.gather(() => undefined));
    expect(stage).toEqual({ at: 'verified', xenIsDefault: true });
    expect(stageText(stage).now).toContain('nobody confirmed it');
    expect((await outcomeOf(on.confirm(willing()))).outcome).toBe('applied');
  });

  it('with the trial its watchdog ends', async () => {
    const { on, system } = await underXen();
    const dog = async () => (await system.run(['systemctl', 'is-active', 'archxen-watchdog.service'])).stdout.trim();
    await on.verify({ record: true });
    expect(await dog()).toBe('active');
    await outcomeOf(on.confirm(willing()));
    expect(await dog()).not.toBe('active');
  });

  it('at boot it is left alone in silence, and the normal entry confirms by itself', async () => {
    const other = await underXen({ confirmByItself: true });
    await asIfBooted(other.system, 'previous');
    await other.on.verify({ record: true });
    expect((await other.on.stage(await other.on.gather(() => undefined))).at).toBe('verified');

    const normal = await underXen({ confirmByItself: true });
    await normal.on.verify({ record: true });
    expect((await normal.on.stage(await normal.on.gather(() => undefined))).at).toBe('confirmed');
    expect(await proposed(normal.on, normal.system)).toContain('archxen domu create');
    // Who has confirmed may say so again after an upgrade.
    upgradeKernel(normal.tree, normal.kernel);
    expect((await outcomeOf(normal.on.confirm(willing()))).outcome).toBe('applied');
  });
});

describe('is what runs what the normal entry would start?', () => {
  const answers = sampleAnswers({ boot: { loader: 'systemd-boot' } });
  const withXen = (installed: string | undefined, version: string | undefined) => {
    const facts = sampleFacts();
    const packages = installed === undefined ? {} : { xen: installed };
    return whyNotAsBooted(
      {
        ...facts,
        pacman: { ...facts.pacman, installed: { ...facts.pacman.installed, ...packages } },
        xen: { running: true, dom0: true, guest: false, version },
      },
      answers,
    );
  };

  it.each([
    ['4.21.2-1', '4.21.2'],
    ['1:4.21.2-3', '4.21.2'],
    ['4.22.0rc1-1', '4.22'],
    // Xen under another name, or one that does not say which it is.
    [undefined, '4.21.2'],
    ['4.21.2-1', undefined],
  ])('installed %s, running %s: yes, or not known', (installed, version) => {
    expect(withXen(installed, version)).toBeUndefined();
  });

  it.each([
    ['4.21.3-1', '4.21.2'],
    ['4.21.20-1', '4.21.2'],
  ])('installed %s, running %s: no', (installed, version) => {
    expect(withXen(installed, version)).toContain(`Xen ${version} runs`);
  });

  it('where archxen does not touch the boot path, it does not ask', () => {
    const facts = { ...sampleFacts(), kernels: [] };
    expect(whyNotAsBooted(facts, sampleAnswers({ boot: { loader: 'none' } }))).toBeUndefined();
  });
});
