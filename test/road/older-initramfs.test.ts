import { expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import type { hostRoad } from '../../src/road/host-road.ts';
import type { Tree } from '../../src/system/memory.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { upgradeKernel } from '../support/upgrade.ts';
import { text } from '../support/verified.ts';

const initramfs = '/boot/initramfs-linux.img';

/** A host that was set up, with the kernels not on the ESP. */
async function setUp() {
  const recorded = host('esp-at-efi');
  const tree = freshTree(recorded);
  const on = roadOn(started(recorded, tree));
  const facts = await on.gather(() => undefined);
  const answers = on.defaults(facts);
  expect((await outcomeOf(on.apply(on.plan(facts, answers), willing()))).outcome).toBe('applied');
  const [kernel] = facts.kernels;
  if (kernel === undefined) throw new Error('no kernel');
  return { on, tree, kernel };
}

/** As after an upgrade of linux-firmware. */
function makeAnew(tree: Tree): void {
  const old = tree.get(initramfs);
  if (old?.type !== 'file') throw new Error(`no ${initramfs}`);
  tree.set(initramfs, { ...old, content: Buffer.concat([old.content, Buffer.from('newer firmware')]) });
}

const boot = async (on: ReturnType<typeof hostRoad>) => failures((await on.chainNow(await on.gather(() => undefined))).checks);

it('a boot that came up with an older initramfs of the same kernel is not left for it', async () => {
  const { on, tree } = await setUp();
  makeAnew(tree);
  // Before the boot nobody knows whether the old one still finds the root.
  expect(await boot(on)).toMatchObject([{ id: 'boot.chain.copy.initramfs-linux.img' }]);
  await on.reboot();
  const { report, kept } = await on.verify({ record: true });
  expect(failures(report.checks)).toEqual([]);
  expect(report.checks).toContainEqual(
    expect.objectContaining({ id: 'boot.chain.copy.initramfs-linux.img', state: 'warn', hint: 'Copy it anew: archxen refresh' }),
  );
  // The new one was not booted, so it is no set that verified green.
  expect(kept).toEqual({ done: [] });
  expect(tree.has('/var/lib/archxen/boot/previous.json')).toBe(false);
});

it('one of another kernel is a failure', async () => {
  const { on, tree, kernel } = await setUp();
  await on.reboot();
  upgradeKernel(tree, kernel);
  expect(failures((await on.verify({ record: true })).report.checks).map(({ id }) => id)).toContain('boot.chain.copy.initramfs-linux.img');
});

it('the hook runs for what makes an initramfs anew, after the hooks that make it', async () => {
  const { tree } = await setUp();
  const [path] = [...tree.keys()].filter((each) => each.startsWith('/etc/pacman.d/hooks/') && each.endsWith('.hook'));
  const targets = (text(tree, path ?? '') ?? '').split('\n').flatMap((line) => /^Target = (.*)$/.exec(line)?.[1] ?? []);
  const matches = (file: string) =>
    targets.some((target) => new RegExp(`^${target.replaceAll('.', '\\.').replaceAll('*', '.*')}$`).test(file));
  for (const file of [
    'usr/lib/initcpio/install/base',
    'usr/lib/firmware/amdgpu/navi10_sos.bin.zst',
    'usr/src/zfs-2.3.4/dkms.conf',
    'usr/lib/dracut/modules.d/00systemd/module-setup.sh',
  ])
    expect([file, matches(file)]).toEqual([file, true]);
  const others = ['70-dkms-install.hook', '90-mkinitcpio-install.hook', '90-dracut-install.hook', '95-systemd-boot.hook'];
  expect([...others, path?.split('/').at(-1) ?? ''].toSorted().at(-1)).toBe('zz-archxen.hook');
});
