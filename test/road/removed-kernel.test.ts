import { expect, it } from '@jest/globals';
import { failures } from '../../src/core/check.ts';
import type { KernelFacts } from '../../src/core/facts.ts';
import type { Tree } from '../../src/system/memory.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { upgradeKernel } from '../support/upgrade.ts';

/** A host that was set up, booted into Xen and verified green. */
async function verified(name: string) {
  const recorded = host(name);
  const tree = freshTree(recorded);
  const on = roadOn(started(recorded, tree));
  const facts = await on.gather(() => undefined);
  const answers = on.defaults(facts);
  await outcomeOf(on.apply(on.plan(facts, answers), willing()));
  await on.reboot();
  expect(failures((await on.verify({ record: true })).report.checks)).toEqual([]);
  const kernel = facts.kernels.find(({ name: each }) => each === answers.boot.kernel);
  if (kernel === undefined) throw new Error('no kernel');
  return { on, tree, answers, kernel };
}

/** As pacman leaves it after the kernel's package was removed. */
function removeKernel(tree: Tree, { release, image, initramfs }: KernelFacts): void {
  const modules = `/usr/lib/modules/${release}`;
  for (const path of [...tree.keys()])
    if (path === modules || path.startsWith(`${modules}/`) || path === image || path === initramfs) tree.delete(path);
}

const text = (tree: Tree, path: string): string => {
  const node = tree.get(path);
  return node?.type === 'file' ? Buffer.from(node.content).toString() : '';
};

const reds = async (on: Awaited<ReturnType<typeof verified>>['on']) =>
  failures((await on.chainNow(await on.gather(() => undefined))).checks).map(({ id }) => id);

it('a copy whose kernel was removed is named, and why nothing is made anew is said, at login too', async () => {
  const { on, tree, kernel } = await verified('esp-at-efi');
  removeKernel(tree, kernel);
  const copies = ['boot.chain.copy.vmlinuz-linux', 'boot.chain.copy.initramfs-linux.img'];
  expect(await reds(on)).toEqual(expect.arrayContaining(copies));
  const refreshed = await on.refresh(willing());
  expect(refreshed).toMatchObject({ done: [], failed: expect.stringMatching(/^The kernel linux is not installed\. .*pacman -S linux/) });
  expect(refreshed?.warning.join('\n')).toContain('would fail');
  expect(text(tree, '/run/archxen/boot-warning')).toMatch(/could not be made current[\s\S]*The kernel linux is not installed/);
});

it('what is refused is said at login where the chain is whole, until it is not refused any more', async () => {
  const { on, tree } = await verified('plain-uefi-systemd-boot');
  const config = '/usr/lib/modules/6.18.2-arch1-1/config';
  const before = tree.get(config);
  tree.set(config, { type: 'file', content: Buffer.from('CONFIG_XEN=y\n'.repeat(5)), mode: 0o644, uid: 0, gid: 0 });
  tree.delete('/proc/config.gz');
  expect(await on.refresh(willing())).toMatchObject({ failed: expect.stringContaining('CONFIG_XEN_DOM0'), warning: [] });
  expect(text(tree, '/run/archxen/boot-warning')).toContain('CONFIG_XEN_DOM0');
  if (before === undefined) tree.delete(config);
  else tree.set(config, before);
  expect((await on.refresh(willing()))?.failed).toBeUndefined();
  expect(tree.has('/run/archxen/boot-warning')).toBe(false);
});

it('a unified image of a kernel that was replaced is made anew, by the hook or by the wizard', async () => {
  const { on, tree, answers, kernel } = await verified('secure-boot-sbctl');
  const outdated = ['boot.chain.kernel', 'boot.chain.initramfs'];
  upgradeKernel(tree, kernel);
  expect(await reds(on)).toEqual(outdated);
  expect(await on.refresh(willing())).toMatchObject({ failed: undefined, warning: [] });
  expect(await reds(on)).toEqual([]);

  const [newer] = (await on.gather(() => undefined)).kernels;
  if (newer === undefined) throw new Error('no kernel');
  upgradeKernel(tree, newer);
  const facts = await on.gather(() => undefined);
  expect(failures(on.preflight(facts, answers).checks).filter(({ id }) => id.startsWith('boot.'))).toEqual([]);
  expect((await outcomeOf(on.apply(on.plan(facts, answers), willing()))).outcome).toBe('applied');
  expect((await reds(on)).filter((id) => outdated.includes(id))).toEqual([]);
});

it('a unified image of a kernel that was removed is named', async () => {
  const { on, tree, kernel } = await verified('secure-boot-sbctl');
  removeKernel(tree, kernel);
  expect(await reds(on)).toEqual(expect.arrayContaining(['boot.chain.kernel', 'boot.chain.initramfs']));
  expect((await on.refresh(willing()))?.failed).toContain('The kernel linux is not installed.');
});

it.each(['plain-bios-grub', 'uefi-grub', 'hand-edited-grub', 'two-kernels', 'xbootldr', 'syslinux', 'efistub', 'refind', 'limine'])(
  'nothing is refused under Xen on %s, confirmed or not',
  async (name) => {
    const { on } = await verified(name);
    expect(await on.refresh(willing())).toMatchObject({ done: [], warning: [] });
    await outcomeOf(on.confirm(willing()));
    const refreshed = await on.refresh(willing());
    expect([refreshed?.failed, refreshed?.warning]).toEqual([undefined, []]);
  },
);
