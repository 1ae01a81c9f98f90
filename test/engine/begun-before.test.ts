import { describe, expect, it } from '@jest/globals';
import type { FileChange } from '../../src/core/change.ts';
import { sha256 } from '../../src/core/digest.ts';
import type { System } from '../../src/system/port.ts';
import { PowerCut } from './cut.ts';
import { applyAll, endOf, resumeAll, rollBackAll } from './drive.ts';
import { setup } from './plans.ts';
import { firstTree, put, state, text, type World, world } from './world.ts';

const path = '/boot/loader/loader.conf';
const change: FileChange = {
  kind: 'file',
  id: 'default',
  title: 'Write loader.conf',
  path,
  content: { text: 'timeout 5\n' },
  before: sha256('default arch.conf\n'),
  mode: 0o644,
  uid: 0,
  gid: 0,
};
const plan = setup([change]);
const first = state(firstTree());

/** Power goes as soon as the file is written, and nothing of it is left. */
function goneInTheWrite({ system, tree }: World): System {
  let off = false;
  const unlessOff = <T>(work: () => Promise<T>): Promise<T> => (off ? Promise.reject(new PowerCut()) : work());
  return {
    ...system,
    append: (...args) => unlessOff(() => system.append(...args)),
    read: (...args) => unlessOff(() => system.read(...args)),
    stat: (...args) => unlessOff(() => system.stat(...args)),
    write: async (at, ...args) => {
      await unlessOff(() => system.write(at, ...args));
      if (at !== path) return;
      tree.delete(path);
      off = true;
      throw new PowerCut();
    },
  };
}

async function cutHost(): Promise<World> {
  const host = world();
  await expect(applyAll(goneInTheWrite(host), plan)).rejects.toThrow(PowerCut);
  expect(text(host.tree, path)).toBeUndefined();
  return host;
}

describe('a file of which a cut in its write left nothing, as FAT may', () => {
  it('is written by going on, and can still be taken back', async () => {
    const { tree, system } = await cutHost();
    expect(endOf(await resumeAll(system))).toBe('applied');
    expect(text(tree, path)).toBe('timeout 5\n');
    expect(endOf(await rollBackAll(system))).toBe('rolled-back');
    expect(state(tree)).toEqual(first);
  });

  it('is brought back by going back, and by going on with a way back that was cut just so', async () => {
    const { tree, system } = await cutHost();
    expect(endOf(await rollBackAll(system))).toBe('rolled-back');
    expect(state(tree)).toEqual(first);
    await applyAll(system, plan);
    await expect(rollBackAll(goneInTheWrite({ system, tree, ran: [] }))).rejects.toThrow(PowerCut);
    expect(endOf(await resumeAll(system))).toBe('rolled-back');
    expect(state(tree)).toEqual(first);
  });
});

describe('somebody else', () => {
  it('who edited the file after the cut is not overwritten by going on', async () => {
    const { tree, system } = await cutHost();
    put(tree, path, 'default mine.conf\n');
    expect(await resumeAll(system)).toContainEqual(expect.objectContaining({ type: 'failed', code: 'host-changed' }));
    expect(text(tree, path)).toBe('default mine.conf\n');
  });

  it('who removed the file before the change was begun is told so', async () => {
    const { tree, system } = world();
    tree.delete(path);
    expect(await applyAll(system, plan)).toContainEqual(expect.objectContaining({ type: 'failed', code: 'host-changed' }));
    expect(text(tree, path)).toBeUndefined();
  });
});
