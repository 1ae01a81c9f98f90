import { expect, it } from '@jest/globals';
import { differences, hostState } from '../support/recording.ts';
import { freshTree, host, outcomeOf, roadOn, started, willing } from '../support/simulated.ts';
import { editText, textOf } from '../support/tree-text.ts';

const conf = '/boot/EFI/refind/refind.conf';

it.each(['2', '3', '4', '9'])('a default of rEFInd that is the number %s never becomes Xen', async (number) => {
  const recorded = host('refind');
  const tree = freshTree(recorded);
  editText(tree, conf, (text) => text.replace('#default_selection 1\n', `default_selection ${number}\n`));
  const before = hostState(tree);
  const road = roadOn(started(recorded, tree));
  const facts = await road.gather(() => undefined);
  expect((await outcomeOf(road.apply(road.plan(facts, road.defaults(facts)), willing()))).outcome).toBe('applied');
  expect(textOf(tree, conf)).toContain('\ndefault_selection "vmlinuz-linux,vmlinuz"\n');
  const dom0Runs = async (): Promise<boolean> => (await road.gather(() => undefined)).xen.dom0;
  await road.reboot();
  expect(await dom0Runs()).toBe(true);
  await road.reboot();
  expect(await dom0Runs()).toBe(false);
  expect((await outcomeOf(road.rollBack(willing()))).outcome).toBe('rolled-back');
  const remembered = /PreviousBoot|efivars\/(BootCurrent|BootNext)/;
  expect(differences(before, hostState(tree)).filter((line) => !remembered.test(line))).toEqual([]);
});
