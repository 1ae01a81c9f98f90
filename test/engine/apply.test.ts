import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import type { EngineEvent } from '../../src/core/event.ts';
import { apply, currentRun, readRun, resume, takeLock, wayBack, withLock, withLockHeld } from '../../src/engine/index.ts';
import { memorySystem } from '../../src/system/memory.ts';
import { applyAll, collect, endOf, never, resumeAll, rollBackAll, yes } from './drive.ts';
import { everyKind, file, setup } from './plans.ts';
import { fail, firstTree, ok, put, state, text, world } from './world.ts';

const command = (id: string, ...argv: string[]): Change => ({
  kind: 'command',
  id,
  title: `Run ${id}`,
  argv,
  writes: [],
  timeoutSeconds: 30,
});
const only = (events: readonly EngineEvent[], type: EngineEvent['type']): readonly EngineEvent[] =>
  events.filter((event) => event.type === type);

describe('applying a plan', () => {
  it('tells each change, ends applied, and a second time changes nothing', async () => {
    const { system } = world();
    const events = await applyAll(system, setup());
    expect(events.filter(({ type }) => type === 'begin')).toHaveLength(everyKind.length);
    expect(only(events, 'done')).toHaveLength(everyKind.length);
    expect(endOf(events)).toBe('applied');
    const files = setup(everyKind.filter(({ kind }) => kind !== 'command' && kind !== 'network' && kind !== 'user'));
    const again = await applyAll(system, files);
    expect(again.filter((event) => event.type === 'done' && event.changed)).toEqual([]);
  });

  it('writes the way back before the effect', async () => {
    const { system } = world();
    const seen: number[] = [];
    const watched = {
      ...system,
      write: async (...args: Parameters<typeof system.write>) => {
        if (args[0] === '/etc/old.conf') seen.push((await readRun(system, '0001')).plans[0]?.begun.size ?? 0);
        return system.write(...args);
      },
    };
    await applyAll(watched, setup([file('a', '/etc/old.conf', 'new')]));
    expect(seen).toEqual([1]);
  });

  it('stops at a change that fails, keeps what is done, and goes on from there', async () => {
    const host = world();
    let broken = true;
    const system = {
      ...host.system,
      run: async (...args: Parameters<typeof host.system.run>) =>
        broken && args[0][0] === 'nvram' ? fail('no room', 5) : host.system.run(...args),
    };
    const plan = setup([file('a', '/etc/a', '1'), command('set', 'nvram', 'x'), file('b', '/etc/b', '2')]);
    const events = await applyAll(system, plan);
    expect(only(events, 'failed')).toMatchObject([
      {
        index: 1,
        code: 'command-failed',
        message: '"nvram x" failed with exit code 5.',
        lines: ['no room'],
        logPath: '/var/log/archxen/set.log',
      },
    ]);
    expect(endOf(events)).toBe('failed');
    expect([text(host.tree, '/etc/a'), text(host.tree, '/etc/b')]).toEqual(['1', undefined]);
    broken = false;
    const more = await resumeAll(system);
    expect(endOf(more)).toBe('applied');
    expect(only(more, 'done')).toMatchObject([{ changed: false }, { changed: true }, { changed: true }]);
    expect(text(host.tree, '/etc/b')).toBe('2');
    await expect(resumeAll(system)).rejects.toMatchObject({ code: 'nothing-to-roll-back' });
  });

  it('refuses a host that changed since the plan was made, and writes nothing', async () => {
    const { system, tree } = world();
    put(tree, '/etc/pacman.conf', 'edited\n');
    const events = await applyAll(system, setup());
    expect(only(events, 'failed')).toMatchObject([
      { index: 0, code: 'host-changed', message: expect.stringContaining('/etc/pacman.conf') },
    ]);
    expect(text(tree, '/etc/pacman.conf')).toBe('edited\n');
  });

  it('finishes the change under way when it is stopped', async () => {
    const { system, tree } = world();
    const stop = new AbortController();
    const seen: EngineEvent[] = [];
    const plan = setup([file('a', '/etc/a', '1'), file('b', '/etc/b', '2')]);
    for await (const event of apply({ system, plan, ask: yes, signal: stop.signal, version: '0.1.0' })) {
      seen.push(event);
      if (event.type === 'begin') stop.abort();
    }
    expect(endOf(seen)).toBe('stopped');
    expect(text(tree, '/etc/a')).toBe('1');
    expect(endOf(await resumeAll(system))).toBe('applied');
    expect(text(tree, '/etc/b')).toBe('2');
  });

  it('brings the change under way to its end when its reader leaves', async () => {
    const { system, tree } = world();
    const plan = setup([file('a', '/etc/a', '1'), file('b', '/etc/b', '2')]);
    for await (const _ of apply({ system, plan, ask: yes, signal: never, version: '0.1.0' })) break;
    const run = await currentRun(system);
    expect(run?.plans[0]?.begun.size).toBe(run?.plans[0]?.done.size);
    expect(text(tree, '/etc/b')).toBeUndefined();
  });

  it('shows log lines while the command runs', async () => {
    const tree = firstTree();
    let release = (): void => undefined;
    const waiting = new Promise<void>((resolve) => {
      release = resolve;
    });
    const system = memorySystem(tree, {
      run: async (_argv, { onLine }) => {
        onLine?.('first line');
        await waiting;
        return ok();
      },
    });
    const seen: string[] = [];
    for await (const event of apply({ system, plan: setup([command('slow', 'slow')]), ask: yes, signal: never, version: '0.1.0' })) {
      if (event.type === 'log') seen.push(event.line);
      if (event.type === 'log' && event.line === 'first line') release();
    }
    expect(seen).toEqual(['$ slow', 'first line']);
  });

  it('drops the oldest log lines of a flood, and nothing else', async () => {
    const system = memorySystem(firstTree(), {
      run: async (_argv, { onLine }) => {
        for (let line = 0; line < 100_000; line += 1) onLine?.(String(line));
        return ok();
      },
    });
    const events = await applyAll(system, setup([command('flood', 'flood'), file('a', '/etc/a', '1')]));
    const logs = events.flatMap((event) => (event.type === 'log' && event.index === 0 ? [event.line] : []));
    expect(logs.length).toBeLessThanOrEqual(501);
    expect(logs.at(-1)).toBe('99999');
    expect(events.filter(({ type }) => type !== 'log').map(({ type }) => type)).toEqual(['begin', 'done', 'begin', 'done', 'end']);
  });
});

describe('the way back', () => {
  it('leads to the first state, and closes the run', async () => {
    const { system, tree } = world();
    await applyAll(system, setup());
    expect(endOf(await rollBackAll(system))).toBe('rolled-back');
    expect(state(tree)).toEqual(state(firstTree()));
    expect(await currentRun(system)).toBeUndefined();
    await applyAll(system, setup());
    expect((await currentRun(system))?.id).toBe('0002');
  });

  it('saves a file that somebody edited since, says so, and restores it', async () => {
    const { system, tree } = world();
    await applyAll(system, setup());
    put(tree, '/etc/pacman.conf', 'my own edit\n');
    const events = await rollBackAll(system);
    expect(only(events, 'warn')).toMatchObject([{ message: expect.stringContaining('/var/lib/archxen/drifted/0001/etc/pacman.conf') }]);
    expect(text(tree, '/var/lib/archxen/drifted/0001/etc/pacman.conf')).toBe('my own edit\n');
    expect(state(tree)).toEqual(state(firstTree()));
  });

  it('saves a file that somebody put where archxen had removed one', async () => {
    const { system, tree } = world();
    await applyAll(system, setup());
    put(tree, '/etc/xen-left.conf', 'new');
    await rollBackAll(system);
    expect(text(tree, '/var/lib/archxen/drifted/0001/etc/xen-left.conf')).toBe('new');
    expect(text(tree, '/etc/xen-left.conf')).toBe('left\n');
  });

  it('does not save what nobody edited', async () => {
    const { system, tree } = world();
    await applyAll(system, setup());
    await rollBackAll(system);
    expect([...tree.keys()].filter((path) => path.includes('/drifted'))).toEqual([]);
  });

  it('leaves a directory that somebody put something into', async () => {
    const { system, tree } = world();
    await applyAll(system, setup());
    put(tree, '/srv/a/b/mine', 'mine');
    expect(endOf(await rollBackAll(system))).toBe('rolled-back');
    expect([text(tree, '/srv/a/b/mine'), text(tree, '/srv/a/b/c.conf')]).toEqual(['mine', undefined]);
  });

  it('that fails in the middle says so, and only the rest is left to do', async () => {
    const host = world();
    await applyAll(host.system, setup());
    let broken = true;
    const system = {
      ...host.system,
      run: async (...args: Parameters<typeof host.system.run>) =>
        broken && args[0][0] === 'nvram' ? fail('busy') : host.system.run(...args),
    };
    const events = await rollBackAll(system);
    expect(endOf(events)).toBe('rollback-incomplete');
    const run = await currentRun(system);
    if (run === undefined) throw new Error('the run is not over');
    const rest = wayBack(run);
    expect(rest.changes[0]?.id).toBe('undo.1.nvram.1');
    broken = false;
    expect(endOf(await collect(resume({ system, run, ask: yes, signal: never })))).toBe('rolled-back');
    expect(state(host.tree)).toEqual(state(firstTree()));
  });
});

describe('the lock', () => {
  it('lets one archxen in at a time', async () => {
    const { system } = world();
    await withLock(system, async () => {
      await expect(takeLock(system)).rejects.toMatchObject({ code: 'already-running', exitCode: 75 });
    });
    const events = withLockHeld(system, async function* () {
      await expect(takeLock(system)).rejects.toMatchObject({ code: 'already-running' });
      yield 1;
      yield 2;
    });
    for await (const _ of events) break;
    await (await takeLock(system)).release();
  });
});
