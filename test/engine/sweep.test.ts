import { expect, it } from '@jest/globals';
import { cutBefore, PowerCut } from './cut.ts';
import { applyAll, resumeAll, rollBackAll } from './drive.ts';
import { setup } from './plans.ts';
import { firstTree, put, state, world } from './world.ts';

/** Cut while a new file, in a new directory, is written: its temporary file is what is left. */
async function cut() {
  const host = world();
  const system = {
    ...host.system,
    write: async (...args: Parameters<typeof host.system.write>) => {
      if (args[0] !== '/srv/a/b/c.conf') return host.system.write(...args);
      put(host.tree, '/srv/a/b/.c.conf.archxen-tmp', 'ha');
      throw new PowerCut();
    },
  };
  await applyAll(system, setup());
  put(host.tree, '/var/lib/archxen/backups/.0123.archxen-tmp', 'ha');
  return host;
}

const leftovers = (tree: ReadonlyMap<string, unknown>): readonly string[] => [...tree.keys()].filter((path) => path.endsWith('-tmp'));

it('a rollback removes the temporary file of a cut write, and the directories made for it', async () => {
  const { system, tree } = await cut();
  await rollBackAll(system);
  expect(leftovers(tree)).toEqual([]);
  expect(state(tree)).toEqual(state(firstTree()));
});

it('so does going on, and a cut while sweeping is swept the next time', async () => {
  for (let at = 0; at < 2; at += 1) {
    const { system, tree } = await cut();
    await expect(resumeAll(cutBefore(system, at).system)).rejects.toThrow(PowerCut);
    await resumeAll(system);
    expect(leftovers(tree)).toEqual([]);
  }
});
