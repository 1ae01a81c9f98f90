import { describe, expect, it } from '@jest/globals';
import { ArchxenError } from '../../src/core/error.ts';
import { countEffects, faultySystem, PowerCut } from '../../src/system/faulty.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';

const meta = { mode: 0o644, uid: 0, gid: 0 };

/** Six effects and two looks. */
async function work(system: System): Promise<void> {
  await system.makeDirectory('/d', meta);
  await system.write('/d/a', Buffer.from('a'), meta);
  await system.read('/d/a');
  await system.link('/d/b', 'a');
  await system.append('/d/a', Buffer.from('b'));
  await system.run(['true']);
  await system.stat('/d');
  await system.remove('/d/b');
}

describe('faultySystem', () => {
  it('counts what changes a host, and only that', async () => {
    expect(await countEffects(memorySystem(treeOf({})), work)).toEqual([
      'makeDirectory /d',
      'write /d/a',
      'link /d/b',
      'append /d/a',
      'run true',
      'remove /d/b',
    ]);
  });

  it('loses power before an effect, for good', async () => {
    const tree = treeOf({});
    const system = faultySystem(memorySystem(tree), { at: 3, mode: 'cut-before' });
    await expect(work(system)).rejects.toBeInstanceOf(PowerCut);
    expect([...tree.keys()]).toEqual(['/', '/d', '/d/a']);
    await expect(system.read('/d/a')).rejects.toBeInstanceOf(PowerCut);
    await expect(system.remove('/d/a')).rejects.toBeInstanceOf(PowerCut);
    expect(tree.has('/d/a')).toBe(true);
  });

  it('loses power after an effect', async () => {
    const tree = treeOf({});
    await expect(work(faultySystem(memorySystem(tree), { at: 3, mode: 'cut-after' }))).rejects.toBeInstanceOf(PowerCut);
    expect([...tree.keys()]).toEqual(['/', '/d', '/d/a', '/d/b']);
  });

  it('fails once and goes on', async () => {
    const system = faultySystem(memorySystem(treeOf({})), { at: 2, mode: new ArchxenError('no-space', 'full') });
    await expect(work(system)).rejects.toMatchObject({ code: 'no-space' });
    await system.write('/d/a', Buffer.from('a'), meta);
    expect(Buffer.from((await system.read('/d/a')) ?? []).toString()).toBe('a');
  });
});
