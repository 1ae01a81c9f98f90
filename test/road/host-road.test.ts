import { describe, expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { sha256 } from '../../src/core/digest.ts';
import { hostRoad } from '../../src/road/host-road.ts';
import type { Tree } from '../../src/system/memory.ts';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, host, outcomeOf, started, willing } from '../support/simulated.ts';

function road(name: string, options: { readonly uid?: number; readonly tree?: Tree } = {}) {
  const recorded = host(name);
  const tree = options.tree ?? freshTree(recorded);
  const system = started(recorded, tree);
  const bundle = { path: '/root/archxen.mjs', sha256: sha256('#!/usr/bin/env node\n') };
  const self = { version: 'test', node: '/usr/bin/node', bundle };
  return { tree, system, road: hostRoad({ system, self, environment: {}, uid: options.uid ?? 0, rebootReturns: true }) };
}

async function applied(name: string) {
  const made = road(name);
  const facts = await made.road.gather(() => undefined);
  const answers = made.road.defaults(facts);
  const { outcome } = await outcomeOf(made.road.apply(made.road.plan(facts, answers), willing()));
  expect(outcome).toBe('applied');
  return { ...made, facts, answers };
}

const code = (thrown: Promise<unknown>) =>
  thrown.then(
    () => 'nothing was thrown',
    (error: { readonly code?: string }) => error.code,
  );

describe('the whole road', () => {
  it.each([
    'plain-uefi-systemd-boot',
    'plain-bios-grub',
    'uefi-grub',
    'static-address-networkd',
    'serial-console',
    'hand-edited-grub',
    'two-kernels',
    'secure-boot-sbctl',
    'syslinux',
    'grub-savedefault',
    'grub-old-206-microcode',
    'boot-partition-ext4',
    'dual-boot-windows',
    'grub-btrfs-env-block',
    'syslinux-without-libcom32',
    'efistub',
    'refind',
    'limine',
  ])('%s: applied, on trial, verified, confirmed, and back without a trace', async (name) => {
    const first = hostState(freshTree(host(name)));
    const { road: on, tree, facts, answers } = await applied(name);
    expect(failures(on.chain(await on.gather(() => undefined), answers).checks)).toEqual([]);
    expect((await on.stage(facts)).at).toBe('armed');

    expect(await on.reboot()).toBe('back');
    const { facts: inXen, report } = await on.verify();
    expect(failures(report.checks)).toEqual([]);
    expect(inXen.xen.domains?.[0]).toMatchObject({ name: 'Domain-0', memoryMiB: answers.dom0.memoryMiB, vcpus: answers.dom0.vcpus });
    expect((await on.stage(inXen)).at).toBe('verified');

    expect((await outcomeOf(on.confirm(willing()))).outcome).toBe('applied');
    await on.reboot();
    const again = await on.gather(() => undefined);
    expect(again.xen.dom0).toBe(true);
    expect((await on.stage(again)).at).toBe('confirmed');
    expect(on.plan(again, answers).changes).toEqual([]);

    expect((await outcomeOf(on.rollBack(willing()))).outcome).toBe('rolled-back');
    await on.reboot();
    const home = await on.gather(() => undefined);
    expect(home.xen.running).toBe(false);
    expect((await on.stage(home)).at).toBe('fresh');
    expect(differences(first, hostState(tree)).filter((line) => !/^\/(proc|sys)\//.test(line))).toEqual([]);
  });

  it('a Xen that is not taken on trial leaves Linux, and the stage says so', async () => {
    const { road: on, answers } = await applied('plain-uefi-systemd-boot');
    await on.reboot();
    await on.reboot();
    const facts = await on.gather(() => undefined);
    expect(facts.xen.running).toBe(false);
    expect(await on.stage(facts)).toMatchObject({ at: 'fell-back' });
    // The trial is used up; all else of the chain is as it was.
    expect(failures(on.chain(facts, answers).checks).map(({ id }) => id)).toEqual(['boot.chain.once']);
  });
});

describe('other answers where Xen is confirmed', () => {
  it.each(['plain-uefi-systemd-boot', 'plain-bios-grub', 'grub-savedefault', 'syslinux', 'efistub', 'refind', 'limine'])(
    '%s: Linux is the default again, Xen is tried once more, and all of it goes back',
    async (name) => {
      const first = hostState(freshTree(host(name)));
      const { road: on, tree, facts, answers } = await applied(name);
      await on.reboot();
      await on.verify({ record: true });
      await outcomeOf(on.confirm(willing()));
      const confirmed = await on.gather(() => undefined);
      expect((await on.stage(confirmed)).at).toBe('confirmed');

      const others = { ...answers, dom0: { ...answers.dom0, memoryMiB: answers.dom0.memoryMiB + 256 } };
      const plan = on.plan(confirmed, others);
      const ids = plan.changes.map(({ id }) => id);
      expect(ids.filter((id) => id.startsWith('boot.'))[0]).toBe('boot.linux-first');
      expect(ids.at(-1)).toBe('boot.once');
      expect(plan.reboot.needed).toBe(true);
      expect((await outcomeOf(on.apply(plan, willing()))).outcome).toBe('applied');
      const waiting = await on.gather(() => undefined);
      expect(on.plan(waiting, others).changes).toEqual([]);
      expect((await on.stage(waiting)).at).toBe('armed');
      await expect(outcomeOf(on.confirm(willing()))).rejects.toMatchObject({ code: 'not-verified' });

      await on.reboot();
      const { facts: tried, report } = await on.verify({ record: true });
      expect(failures(report.checks)).toEqual([]);
      expect(tried.xen.domains?.[0]).toMatchObject({ memoryMiB: others.dom0.memoryMiB });
      expect((await on.stage(tried)).at).toBe('verified');
      await on.reboot();
      const fallen = await on.gather(() => undefined);
      expect(fallen.xen.running).toBe(false);
      expect((await on.stage(fallen)).at).toBe('fell-back');

      expect((await outcomeOf(on.rollBack(willing()))).outcome).toBe('rolled-back');
      await on.reboot();
      expect(facts.xen.running).toBe(false);
      expect(differences(first, hostState(tree)).filter((line) => !/^\/(proc|sys)\//.test(line))).toEqual([]);
    },
  );
});

describe('what is refused', () => {
  it('a plan whose host changed since, naming the change', async () => {
    const { road: on, system } = road('plain-uefi-systemd-boot');
    const facts = await on.gather(() => undefined);
    const plan = on.plan(facts, on.defaults(facts));
    const conf = new TextDecoder().decode(await system.read('/etc/pacman.conf'));
    await system.write('/etc/pacman.conf', new TextEncoder().encode(`${conf}\n# edited meanwhile\n`), { mode: 0o644, uid: 0, gid: 0 });
    await expect(outcomeOf(on.apply(plan, willing()))).rejects.toMatchObject({
      code: 'host-changed',
      lines: [expect.stringContaining('[multilib]')],
    });
    expect(await on.runs()).toEqual([]);
  });

  it('any change by another than root', async () => {
    const { road: on } = road('plain-uefi-systemd-boot', { uid: 1000 });
    const facts = await on.gather(() => undefined);
    expect(await code(outcomeOf(on.apply(on.plan(facts, on.defaults(facts)), willing())))).toBe('not-root');
    expect(await code(outcomeOf(on.rollBack(willing())))).toBe('not-root');
    expect(await code(on.reboot())).toBe('not-root');
  });

  it('a second archxen while one is at work', async () => {
    const { road: on, system } = road('plain-uefi-systemd-boot');
    const facts = await on.gather(() => undefined);
    // This recorded host has no /run/lock, so the lock is beside the journal.
    const lock = await system.lock('/var/lib/archxen/lock');
    expect(await code(outcomeOf(on.apply(on.plan(facts, on.defaults(facts)), willing())))).toBe('already-running');
    await lock?.release();
  });

  it('to confirm without a green verdict of this boot', async () => {
    const { road: on } = await applied('plain-uefi-systemd-boot');
    expect(await code(outcomeOf(on.confirm(willing())))).toBe('not-under-xen');
    await on.reboot();
    expect(await code(outcomeOf(on.confirm(willing())))).toBe('not-verified');
  });

  it('to go back where there is nothing to go back from', async () => {
    const { road: on } = road('plain-uefi-systemd-boot');
    expect(await on.wayBack()).toBeUndefined();
    expect(await code(outcomeOf(on.rollBack(willing())))).toBe('nothing-to-roll-back');
  });
});

it('a way back that was broken off is not gone on with while guests run', async () => {
  const { road: on, system } = await applied('plain-uefi-systemd-boot');
  await on.reboot();
  await on.verify({ record: true });
  const stop = new AbortController();
  for await (const { type } of on.rollBack({ ...willing(), signal: stop.signal })) if (type === 'done') stop.abort();
  expect(await on.stage(await on.gather(() => undefined))).toMatchObject({ at: 'interrupted', rollback: true });

  const guest = 'name = "web"\ntype = "pvh"\nmemory = 256\nkernel = "/boot/vmlinuz-linux"\n';
  await system.write('/root/web.cfg', Buffer.from(guest), { mode: 0o600, uid: 0, gid: 0 });
  expect(await system.run(['xl', 'create', '/root/web.cfg'])).toMatchObject({ exit: 0 });
  await expect(outcomeOf(on.resume(willing()))).rejects.toMatchObject({
    code: 'preflight-refused',
    message: 'Guests are running: web.',
  });
  expect(await system.run(['xl', 'destroy', 'web'])).toMatchObject({ exit: 0 });
  expect((await outcomeOf(on.resume(willing()))).outcome).toBe('rolled-back');
});

it('the bridge is taken back when the person does not confirm it, and the plan can be gone on with', async () => {
  const { road: on, system } = road('plain-uefi-systemd-boot');
  const facts = await on.gather(() => undefined);
  const plan = on.plan(facts, on.defaults(facts));
  const { outcome, events } = await outcomeOf(on.apply(plan, { ...willing(), ask: async () => false }));
  expect(outcome).toBe('failed');
  expect(events.find((event) => event.type === 'failed')).toMatchObject({ code: 'network-reverted' });
  const now = await on.gather(() => undefined);
  expect(now.network.links.find(({ name }) => name === 'xenbr0')).toBeUndefined();
  expect(now.network.links.find(({ name }) => name === 'enp3s0')?.addresses).toEqual(
    facts.network.links.find(({ name }) => name === 'enp3s0')?.addresses,
  );
  expect((await on.stage(now)).at).toBe('interrupted');
  expect((await outcomeOf(on.resume(willing()))).outcome).toBe('applied');
  expect(await system.stat('/etc/systemd/network/10-archxen-xenbr0.netdev')).toBeDefined();
});

it('a failed build names the cause and its log, installs nothing, and can be taken back', async () => {
  const first = hostState(freshTree(host('compiler-error')));
  const { road: on, tree, system } = road('compiler-error');
  const facts = await on.gather(() => undefined);
  const { outcome, events } = await outcomeOf(on.apply(on.plan(facts, on.defaults(facts)), willing()));
  expect(outcome).toBe('failed');
  const failure = events.find((event) => event.type === 'failed');
  expect(failure).toMatchObject({ code: 'build-failed', logPath: expect.stringContaining('/var/log/archxen/') });
  expect(failure?.lines.join('\n')).toMatch(/error/);
  expect((await on.gather(() => undefined)).pacman.installed['xen']).toBeUndefined();
  expect(await system.stat(failure?.logPath ?? '')).toBeDefined();
  expect((await outcomeOf(on.rollBack(willing()))).outcome).toBe('rolled-back');
  expect(differences(first, hostState(tree))).toEqual([]);
});
