import { describe, expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import { hostRoad } from '../../src/road/host-road.ts';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { upgradeKernel } from '../support/upgrade.ts';
import { text, verified } from '../support/verified.ts';

const release = '6.18.2-arch1-1';

describe.each(['plain-uefi-systemd-boot', 'esp-at-efi', 'esp-at-boot-efi', 'xbootldr', 'uefi-grub', 'plain-bios-grub'])('on %s', (name) => {
  it('a green set is kept once, survives an upgrade of the kernel, and goes with the rollback', async () => {
    const { on, tree, answers, verdict, kernel, first } = await verified(name);
    const set = JSON.parse(text(tree, '/var/lib/archxen/boot/previous.json') ?? '{}');
    expect(verdict.kept?.warning).toBeUndefined();
    // What is noted is taken for whole after a power cut.
    expect(verdict.kept?.done.at(-1)).toBe('Note which set last verified green');
    expect(set).toMatchObject({ v: 1, kernel: { name: 'linux', release }, xenVersion: '4.21.2' });
    expect(tree.get(set.files.kernel.path)).toMatchObject({ type: 'file' });
    expect(tree.has(`/usr/lib/archxen/modules/${release}`)).toBe(true);
    expect(tree.has(`/usr/lib/archxen/modules/${release}/pkgbase`)).toBe(false);
    expect((await on.verify({ record: true })).kept).toEqual({ done: [], warning: undefined });

    const before = text(tree, set.files.kernel.path);
    upgradeKernel(tree, kernel);
    const refreshed = await on.refresh(willing());
    expect(refreshed?.warning).toEqual([]);
    expect(refreshed?.done).toContain(`Give the kept kernel its modules (${release})`);
    expect(tree.get(`/usr/lib/modules/${release}`)).toMatchObject({ type: 'link', target: `/usr/lib/archxen/modules/${release}` });
    expect(text(tree, set.files.kernel.path)).toBe(before);
    expect(await on.refresh(willing())).toMatchObject({ done: [], warning: [] });
    const now = await on.gather(() => undefined);
    expect(now.kernels.map((kernel) => kernel.release)).toEqual(['6.18.3-arch1-1']);
    expect(on.chain(now, answers).checks.filter(({ id, state }) => state !== 'pass' && id !== 'boot.chain.once')).toEqual([]);

    expect((await outcomeOf(on.rollBack(willing()))).outcome).toBe('rolled-back');
    const left = differences(first, hostState(tree)).filter(
      (line) => !/^\/(proc|sys|usr\/lib\/modules|boot\/(vmlinuz|initramfs))/.test(line),
    );
    expect(left.filter((line) => !line.startsWith('/run'))).toEqual([]);
    expect(tree.has(`/usr/lib/modules/${release}`)).toBe(false);
  });
});

it('copies on the ESP are made anew after an upgrade, and only archxen refresh says that all is well', async () => {
  const { on, tree, answers, kernel } = await verified('esp-at-efi');
  upgradeKernel(tree, kernel);
  expect(failures((await on.chainNow(await on.gather(() => undefined))).checks).map(({ id }) => id)).toEqual([
    'boot.chain.copy.vmlinuz-linux',
    'boot.chain.copy.initramfs-linux.img',
  ]);
  const refreshed = await on.refresh(willing());
  expect(refreshed?.done).toEqual(expect.arrayContaining([expect.stringContaining('Copy /boot/vmlinuz-linux')]));
  expect(text(tree, '/efi/archxen/vmlinuz-linux')).toBe(text(tree, '/boot/vmlinuz-linux'));
  expect(failures(on.chain(await on.gather(() => undefined), answers).checks)).toEqual([]);
  expect((await on.stage(await on.gather(() => undefined))).at).toBe('verified');
});

it('a next boot that would fail is said, at login too, until it is mended', async () => {
  const { on, tree } = await verified('plain-uefi-systemd-boot');
  const kernel = tree.get('/boot/vmlinuz-linux');
  if (kernel === undefined) throw new Error('no kernel');
  tree.delete('/boot/vmlinuz-linux');
  const broken = await on.refresh(willing());
  expect(broken?.warning.join('\n')).toMatch(/would fail[\s\S]*vmlinuz-linux is missing[\s\S]*pacman -S linux/);
  expect(text(tree, '/run/archxen/boot-warning')).toContain('vmlinuz-linux is missing');
  tree.set('/boot/vmlinuz-linux', kernel);
  expect((await on.refresh(willing()))?.warning).toEqual([]);
  expect(tree.has('/run/archxen/boot-warning')).toBe(false);
});

it('the command line of whatever runs does not get into the entries', async () => {
  const { on, system, tree } = await verified('plain-uefi-systemd-boot');
  const entry = text(tree, '/boot/archxen-xen.cfg');
  await system.write('/proc/cmdline', Buffer.from('root=/dev/other single systemd.unit=rescue.target\n'), { mode: 0o444, uid: 0, gid: 0 });
  expect((await on.refresh(willing()))?.done).toEqual([]);
  expect(text(tree, '/boot/archxen-xen.cfg')).toBe(entry);
});

it('where nothing is set up, refresh does nothing', async () => {
  const recorded = host('plain-uefi-systemd-boot');
  expect(await roadOn(started(recorded, freshTree(recorded))).refresh(willing())).toBeUndefined();
});

it('without room, the set is not kept, and that is no failure', async () => {
  const recorded = host('plain-uefi-systemd-boot');
  const small = { ...recorded, mounts: recorded.mounts?.map((mount) => (mount.mount === '/boot' ? { ...mount, freeMiB: 30 } : mount)) };
  const on = hostRoad({
    system: started(small as typeof recorded, freshTree(recorded)),
    self: { version: 'test', node: '/usr/bin/node' },
    environment: {},
    uid: 0,
    rebootReturns: true,
  });
  const facts = await on.gather(() => undefined);
  await outcomeOf(on.apply(on.plan(facts, on.defaults(facts)), willing()));
  await on.reboot();
  const { kept, report } = await on.verify({ record: true });
  expect(kept?.warning).toMatch(/is not kept: \d+ MiB are needed for it, and 30 are free/);
  expect(failures(report.checks)).toEqual([]);
});

it('an entry that somebody removed is written anew by what the finding names', async () => {
  const { on, tree, answers } = await verified('plain-uefi-systemd-boot');
  tree.delete('/boot/loader/entries/archxen-xen.conf');
  const broken = failures(on.chain(await on.gather(() => undefined), answers).checks);
  expect(broken.map(({ hint }) => hint)).toEqual(['Write the entry anew: archxen refresh']);
  expect((await on.refresh(willing()))?.done).toEqual(['Add the boot entry "Arch Linux on Xen"']);
  expect(failures(on.chain(await on.gather(() => undefined), answers).checks)).toEqual([]);
});
