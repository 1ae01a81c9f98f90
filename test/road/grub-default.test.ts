import { describe, expect, it } from '@jest/globals';
import { bootLoaders } from '../../src/bootloaders/index.ts';
import { failures } from '../../src/core/check.ts';
import { setGrubenv } from '../../src/formats/grubenv.ts';
import type { HostRoad } from '../../src/road/host-road.ts';
import type { Tree } from '../../src/system/memory.ts';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { editText, textOf } from '../support/tree-text.ts';

const uuids = { 'plain-bios-grub': 'c1e5b0a7-49d3-4f86-9a2c-0b7d6e1f3a58', 'uefi-grub': '3f6b1d52-8c07-4e3a-b1f4-96d2a7c05e18' } as const;
const first = (uuid: string): string => `gnulinux-simple-${uuid}`;
const advanced = (uuid: string): string => `"gnulinux-advanced-${uuid}>gnulinux-linux-advanced-${uuid}"`;

/** As its owner wrote it, with a grub.cfg made from it. */
function defaultIs(tree: Tree, value: string): void {
  editText(tree, '/etc/default/grub', (text) => text.replace(/^GRUB_DEFAULT=.*$/m, `GRUB_DEFAULT="${value}"`));
  editText(tree, '/boot/grub/grub.cfg', (text) => text.replace('set default="0"', `set default="${value}"`));
}
const savedIs = (tree: Tree, value: string): void =>
  editText(tree, '/boot/grub/grubenv', (block) => setGrubenv(block, 'saved_entry', value));

const setUp = async (road: HostRoad): Promise<void> => {
  const facts = await road.gather(() => undefined);
  expect((await outcomeOf(road.apply(road.plan(facts, road.defaults(facts)), willing()))).outcome).toBe('applied');
};
const dom0Runs = async (road: HostRoad): Promise<boolean> => (await road.gather(() => undefined)).xen.dom0;

/** Xen once, then Linux again. */
async function triedOnceAndTakenBack(road: HostRoad): Promise<void> {
  await road.reboot();
  expect(await dom0Runs(road)).toBe(true);
  await road.reboot();
  expect(await dom0Runs(road)).toBe(false);
  expect((await outcomeOf(road.rollBack(willing()))).outcome).toBe('rolled-back');
}

describe.each(['plain-bios-grub', 'uefi-grub'] as const)('on %s a default that is a number', (name) => {
  it.each([
    ['2', first],
    ['3', first],
    ['0x2', first],
    ['1', advanced],
    ['1>0', advanced],
    ['1>7', advanced],
  ])('%s is named before an entry for Xen can have it, and Linux stays the default', async (number, id) => {
    const recorded = host(name);
    const tree = freshTree(recorded);
    defaultIs(tree, number);
    const before = hostState(tree);
    const road = roadOn(started(recorded, tree));
    await setUp(road);
    expect(textOf(tree, '/etc/default/grub')).toContain(`\nGRUB_DEFAULT=${id(uuids[name])}\n`);
    const facts = await road.gather(() => undefined);
    expect(bootLoaders.grub.xenIsDefault(facts, road.defaults(facts))).toBe(false);
    expect(road.plan(facts, road.defaults(facts)).changes).toEqual([]);
    await triedOnceAndTakenBack(road);
    expect(differences(before, hostState(tree))).toEqual([]);
  });

  it.each(['0', '0>3', 'Arch Linux', 'gone'])('but for %s, which cannot become Xen', async (value) => {
    const recorded = host(name);
    const tree = freshTree(recorded);
    defaultIs(tree, value);
    const defaults = textOf(tree, '/etc/default/grub');
    const road = roadOn(started(recorded, tree));
    await setUp(road);
    expect(textOf(tree, '/etc/default/grub')).toBe(defaults);
    await road.reboot();
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
  });

  it('and a name that only the new entries have, as a Xen that went leaves it', async () => {
    const recorded = host(name);
    const tree = freshTree(recorded);
    defaultIs(tree, 'archxen-xen');
    const road = roadOn(started(recorded, tree));
    await setUp(road);
    expect(textOf(tree, '/etc/default/grub')).toContain(first(uuids[name]));
    await road.reboot();
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
  });
});

describe('a saved default', () => {
  it('that is a number is saved anew as a name', async () => {
    const recorded = host('plain-bios-grub');
    const tree = freshTree(recorded);
    defaultIs(tree, 'saved');
    editText(tree, '/boot/grub/grub.cfg', (text) => text.replace('default="saved"', 'default="$' + '{saved_entry}"'));
    savedIs(tree, '2');
    const before = hostState(tree);
    const road = roadOn(started(recorded, tree));
    await setUp(road);
    expect(textOf(tree, '/boot/grub/grubenv')).toContain(`\nsaved_entry=${first(uuids['plain-bios-grub'])}\n`);
    await triedOnceAndTakenBack(road);
    expect(differences(before, hostState(tree))).toEqual([]);
  });
});

describe('a host that is set up', () => {
  it('gets a red link while a number makes Xen the default, and a name by the next refresh', async () => {
    const recorded = host('plain-bios-grub');
    const tree = freshTree(recorded);
    const road = roadOn(started(recorded, tree));
    await setUp(road);
    defaultIs(tree, '2');
    const chain = async () => failures((await road.chainNow(await road.gather(() => undefined))).checks);
    expect(await chain()).toMatchObject([{ id: 'boot.fallback.default', detail: '2, which is Arch Linux on Xen' }]);
    expect((await road.refresh(willing()))?.warning).toEqual([]);
    expect(await chain()).toEqual([]);
    expect(textOf(tree, '/boot/grub/grub.cfg')).toContain(`set default="${first(uuids['plain-bios-grub'])}"`);
  });
});
