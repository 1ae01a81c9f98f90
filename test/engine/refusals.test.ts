import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import { readRun, takeLock } from '../../src/engine/index.ts';
import { formatRecord, parseJournal } from '../../src/engine/journal-text.ts';
import { takeLock as take, unlessBusy } from '../../src/engine/lock.ts';
import { bootRestorePath, restorePath } from '../../src/engine/restore/keep.ts';
import { memorySystem, treeOf } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { applyAll, endOf, rollBackAll } from './drive.ts';
import { nvram, setup } from './plans.ts';
import { fail, firstTree, state, text, type World, world } from './world.ts';

const path = '/etc/new.conf';
const write: Change = { kind: 'file', id: 'new', title: 'Write it', path, content: { text: 'x' }, mode: 0o644, uid: 0, gid: 0 };
const directory: Change = { kind: 'directory', id: 'd', title: 'Make it', path: '/etc/d', present: true, mode: 0o755, uid: 0, gid: 0 };
const guest = (changes: readonly Change[]) => ({ ...setup(changes), purpose: 'guest' as const });

/** A host one of whose parts does not do what it should. */
const broken = (host: World, part: Partial<System>): System => ({ ...host.system, ...part });

describe('a change that does not hold', () => {
  it('is a failure that names the way on, and can be taken back', async () => {
    const host = world();
    const lost = broken(host, { write: async (at, ...args) => (at === path ? undefined : host.system.write(at, ...args)) });
    expect(await applyAll(lost, setup([write]))).toContainEqual(
      expect.objectContaining({ type: 'failed', code: 'write-failed', hint: expect.stringContaining('archxen rollback') }),
    );
    expect(endOf(await rollBackAll(host.system))).toBe('rolled-back');
    expect(state(host.tree)).toEqual(state(firstTree()));
  });

  it('of another kind is told as a command that failed', async () => {
    const host = world();
    const unit: Change = { kind: 'unit', id: 'u', title: 'Start it', units: ['xenconsoled.service'], active: true, enabled: undefined };
    const idle = broken(host, {
      run: async (argv, options) => (argv[1] === 'start' ? { ...fail(''), exit: 0 } : host.system.run(argv, options)),
    });
    host.tree.set('/usr/lib/systemd/system', { type: 'directory', mode: 0o755, uid: 0, gid: 0 });
    host.tree.set('/usr/lib/systemd/system/xenconsoled.service', { type: 'file', content: Buffer.from(''), mode: 0o644, uid: 0, gid: 0 });
    expect(await applyAll(idle, setup([unit]))).toContainEqual(expect.objectContaining({ type: 'failed', code: 'command-failed' }));
  });
});

describe('disks that cannot be synced', () => {
  it.each([fail('sync: error syncing: Input/output error'), { ...fail(''), ended: 'timeout' as const }])(
    'end a change before it is noted as done',
    async (result) => {
      const host = world();
      const stuck = broken(host, { run: async (argv, options) => (argv[0] === 'sync' ? result : host.system.run(argv, options)) });
      const events = await applyAll(stuck, setup([nvram]));
      expect(events).toContainEqual(expect.objectContaining({ type: 'failed', hint: expect.stringContaining('dmesg') }));
      expect((await readRun(host.system, '0001')).plans[0]?.done.size).toBe(0);
      expect(endOf(await rollBackAll(host.system))).toBe('rolled-back');
      expect(state(host.tree)).toEqual(state(firstTree()));
    },
  );
});

describe('a journal', () => {
  it('of a run that is not there is told of', async () => {
    await expect(readRun(world().system, '0007')).rejects.toMatchObject({
      code: 'nothing-to-roll-back',
      path: expect.stringContaining('0007'),
    });
  });

  it.each([null, 1, [], {}, { type: 7 }])('with a whole line that is no record (%j) is damaged', (what) => {
    expect(() => parseJournal(Buffer.from(formatRecord(what as never)), 'j')).toThrow(expect.objectContaining({ code: 'journal-corrupt' }));
  });

  it('may have empty lines', () => {
    const mark = { type: 'mark' as const, name: 'armed' as const, at: 1, bootId: '' };
    expect(parseJournal(Buffer.from(`\n${formatRecord(mark)}\n`), 'j')).toEqual({ records: [mark], torn: false });
  });
});

describe('restore.sh', () => {
  it('is not written for guests, nor removed by their way back', async () => {
    const { system, tree } = world();
    await applyAll(system, guest([write]));
    expect([tree.has(restorePath), tree.has(bootRestorePath)]).toEqual([false, false]);
    expect(endOf(await rollBackAll(system))).toBe('rolled-back');
    expect(state(tree)).toEqual(state(firstTree()));
  });

  it('is only beside the journal where there is no /boot', async () => {
    const tree = treeOf({ '/etc/keep': '', '/run/lock/keep': '' });
    const system = memorySystem(tree);
    expect(endOf(await applyAll(system, setup([write])))).toBe('applied');
    expect([tree.has(restorePath), tree.has(bootRestorePath)]).toEqual([true, false]);
    expect(endOf(await rollBackAll(system))).toBe('rolled-back');
    expect(tree.has(restorePath)).toBe(false);
  });

  it('does not hide a defect of archxen itself, on the way there or back', async () => {
    const host = world();
    const defect = async (at: string): Promise<void> => {
      if (at === bootRestorePath) throw new TypeError('a defect');
    };
    const there = broken(host, { write: async (at, ...args) => (await defect(at)) ?? host.system.write(at, ...args) });
    expect(await applyAll(there, setup([write]))).toContainEqual(expect.objectContaining({ type: 'failed', code: 'bug' }));
    await applyAll(host.system, setup([directory]));
    const back = broken(host, { remove: async (at) => (await defect(at)) ?? host.system.remove(at) });
    await expect(rollBackAll(back)).rejects.toThrow('a defect');
    expect(endOf(await rollBackAll(host.system))).toBe('rolled-back');
    expect(state(host.tree)).toEqual(state(firstTree()));
  });
});

describe('the lock', () => {
  it('lies beside the journal where there is no /run/lock, and holds there', async () => {
    const tree = treeOf({ '/etc/keep': '' });
    const system = memorySystem(tree);
    const lock = await takeLock(system);
    await expect(take(system)).rejects.toMatchObject({ code: 'already-running' });
    await lock.release();
    expect(text(tree, '/etc/keep')).toBe('');
    expect(tree.get('/var/lib/archxen')?.mode).toBe(0o700);
  });

  it('that somebody else has is no error for what can wait; anything else is', async () => {
    const system = memorySystem(treeOf({}));
    await takeLock(system);
    await expect(takeLock(system).catch(unlessBusy)).resolves.toBeUndefined();
    await expect(Promise.reject(new Error('another')).catch(unlessBusy)).rejects.toThrow('another');
  });
});
