import { describe, expect, it } from '@jest/globals';
import type { HostRoad } from '../../src/road/host-road.ts';
import type { Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { editText, textOf } from '../support/tree-text.ts';

const conf = '/boot/loader/loader.conf';
const entries = '/boot/loader/entries';
const selected = '/sys/firmware/efi/efivars/LoaderEntrySelected-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

/** A host with these lines in loader.conf and a Linux entry of this name, set up by archxen. */
async function setUp(lines: string, entry = 'arch.conf', change: (tree: Tree) => void = () => undefined) {
  const recorded = host('plain-uefi-systemd-boot');
  const tree = freshTree(recorded);
  editText(tree, conf, () => lines);
  rename(tree, 'arch.conf', entry);
  change(tree);
  const system = started(recorded, tree);
  const road = roadOn(system);
  const facts = await road.gather(() => undefined);
  expect((await outcomeOf(road.apply(road.plan(facts, road.defaults(facts)), willing()))).outcome).toBe('applied');
  return { road, tree, system };
}

function rename(tree: Tree, from: string, to: string): void {
  const node = tree.get(`${entries}/${from}`);
  if (node === undefined) throw new Error(`no entry ${from}`);
  tree.delete(`${entries}/${from}`);
  tree.set(`${entries}/${to}`, node);
}

const dom0Runs = async (road: HostRoad): Promise<boolean> => (await road.gather(() => undefined)).xen.dom0;

describe('a Linux entry that goes with its kernel', () => {
  it('leaves the default to the entry of the next one, by the refresh after the upgrade', async () => {
    const { road, tree } = await setUp('timeout 3\n');
    expect(textOf(tree, conf)).toBe('timeout 3\ndefault arch.conf\n');
    rename(tree, 'arch.conf', 'newer.conf');
    const refreshed = await road.refresh(willing());
    expect(refreshed).toMatchObject({ done: ['Keep newer.conf as the default of the boot menu'], warning: [] });
    expect(textOf(tree, conf)).toBe('timeout 3\ndefault newer.conf\n');
    await road.reboot();
    expect(await dom0Runs(road)).toBe(true);
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
  });
});

describe('an entry per kernel version', () => {
  it('keeps the default through an upgrade, with nothing to refresh', async () => {
    const version = (tree: Tree, name: string, to: string): void => {
      rename(tree, name, `0a1b-${to}.conf`);
      editText(tree, `${entries}/0a1b-${to}.conf`, (text) => `version ${to}\n${text.replace(/^version.*\n/, '')}`);
    };
    const { road, tree } = await setUp('timeout 3\n', 'arch.conf', (tree) => {
      version(tree, 'arch.conf', '6.12.1');
      editText(tree, selected, () => `\x06\0\0\0${[...'0a1b-6.12.1.conf'].join('\0')}\0\0\0`);
    });
    expect(textOf(tree, conf)).toBe('timeout 3\ndefault 0a1b-*.conf\n');
    version(tree, '0a1b-6.12.1.conf', '6.12.2');
    expect(await road.refresh(willing())).toMatchObject({ done: [], warning: [] });
    await road.reboot();
    expect(await dom0Runs(road)).toBe(true);
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
  });
});

describe('an entry with a boot counter', () => {
  it.each([
    ['arch.conf', 'arch+3.conf'],
    ['arch+3.conf', 'arch+3.conf'],
    ['arch.conf', 'arch+2-1.conf'],
  ])('is no default by its bare name, nor by that of one boot: %s of %s', async (written, name) => {
    const { road, tree } = await setUp(`default ${written}\n`, name);
    await road.reboot();
    expect(await dom0Runs(road)).toBe(true);
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
    expect(textOf(tree, conf)).toBe('default arch[.+]*conf\n');
    const counted = [...tree.keys()].find((path) => path.startsWith(`${entries}/arch+`)) ?? '';
    rename(tree, counted.slice(entries.length + 1), 'arch.conf');
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
  });
});

describe('default @saved', () => {
  const lastBooted = async (system: System): Promise<string> => {
    const bytes = await system.read('/sys/firmware/efi/efivars/LoaderEntryLastBooted-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f');
    return bytes === undefined ? '' : Buffer.from(bytes).subarray(4).toString('utf16le').replace('\0', '');
  };

  it('is made explicit while the loader remembers nothing, as its first entry would be that for Xen', async () => {
    const { road, tree, system } = await setUp('default @saved\n');
    expect(textOf(tree, conf)).toBe('default arch.conf\n');
    await road.reboot();
    expect(await dom0Runs(road)).toBe(true);
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
    expect(await lastBooted(system)).toBe('');
  });

  it('is named while Linux is remembered, too: a Xen that is picked by hand later would be', async () => {
    const recorded = host('plain-uefi-systemd-boot');
    const tree = freshTree(recorded);
    editText(tree, conf, () => 'default @saved\n');
    const system = started(recorded, tree);
    const road = roadOn(system);
    await road.reboot();
    expect(await lastBooted(system)).toBe('arch.conf');
    const facts = await road.gather(() => undefined);
    expect((await outcomeOf(road.apply(road.plan(facts, road.defaults(facts)), willing()))).outcome).toBe('applied');
    expect(textOf(tree, conf)).toBe('default arch.conf\n');
    await road.reboot();
    expect(await dom0Runs(road)).toBe(true);
    await road.reboot();
    expect(await dom0Runs(road)).toBe(false);
  });
});

it('what is preferred never becomes Xen by itself, and is as before after a rollback', async () => {
  const recorded = host('plain-uefi-systemd-boot');
  const tree = freshTree(recorded);
  const system = started(recorded, tree);
  await system.run(['bootctl', 'set-preferred', 'arch*']);
  const before = hostState(tree);
  const road = roadOn(system);
  const facts = await road.gather(() => undefined);
  expect((await outcomeOf(road.apply(road.plan(facts, road.defaults(facts)), willing()))).outcome).toBe('applied');
  await road.reboot();
  expect(await dom0Runs(road)).toBe(true);
  await road.reboot();
  expect(await dom0Runs(road)).toBe(false);
  await system.run(['bootctl', 'set-oneshot', 'archxen-xen.conf']);
  await road.reboot();
  await road.verify({ record: true });
  expect((await outcomeOf(road.confirm(willing()))).outcome).toBe('applied');
  await road.reboot();
  expect(await dom0Runs(road)).toBe(true);
  expect((await outcomeOf(road.rollBack(willing()))).outcome).toBe('rolled-back');
  await road.reboot();
  expect(await dom0Runs(road)).toBe(false);
  expect(differences(before, hostState(tree)).filter((line) => !/^\/(proc|sys\/hypervisor)\//.test(line))).toEqual([]);
});

describe('a default in a variable', () => {
  const setDefault = (system: System, id: string) => system.run(['bootctl', 'set-default', id]);

  it.each([
    ['as archxen left it', undefined, 'arch.conf'],
    ['chosen since by somebody', 'windows.conf', 'windows.conf'],
  ])('%s: the way back leaves %s', async (_, since, left) => {
    const recorded = host('plain-uefi-systemd-boot');
    const tree = freshTree(recorded);
    const system = started(recorded, tree);
    await setDefault(system, 'arch.conf');
    const road = roadOn(system);
    const facts = await road.gather(() => undefined);
    await outcomeOf(road.apply(road.plan(facts, road.defaults(facts)), willing()));
    await road.reboot();
    await road.verify({ record: true });
    expect((await outcomeOf(road.confirm(willing()))).outcome).toBe('applied');
    expect((await road.gather(() => undefined)).boot.efi.loaderEntryDefault).toBe('archxen-xen.conf');
    if (since !== undefined) await setDefault(system, since);
    expect((await outcomeOf(road.rollBack(willing()))).outcome).toBe('rolled-back');
    expect((await road.gather(() => undefined)).boot.efi.loaderEntryDefault).toBe(left);
  });
});
