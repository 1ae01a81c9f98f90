import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import { ArchxenError } from '../../src/core/error.ts';
import { makePlan } from '../../src/core/plan.ts';
import { apply, currentRun, listRuns, wayBack, withLockHeld } from '../../src/engine/index.ts';
import { journalDirectory } from '../../src/engine/journal.ts';
import { restoreScript } from '../../src/engine/restore/restore-script.ts';
import type { System } from '../../src/system/port.ts';
import { cutBefore } from './cut.ts';
import { applyAll, collect, endOf, resumeAll, rollBackAll, yes } from './drive.ts';
import { everyKind, nvram, setup } from './plans.ts';
import { firstTree, put, state, text, type World, world } from './world.ts';

const path = '/etc/old.conf';
const write: Change = { kind: 'file', id: 'f', title: 'Write it', path, content: { text: 'new\n' }, mode: 0o644, uid: 0, gid: 0 };

/** A disk that takes no record any more once the file, or the end of the plan, is to be written. */
function full({ system }: World, from: 'file' | 'end'): System {
  let isFull = false;
  const refuse = (): never => {
    throw new ArchxenError('no-space', 'There is no space left.');
  };
  return {
    ...system,
    append: async (at, content) => {
      if (from === 'end' && Buffer.from(content).includes('"type":"end"')) isFull = true;
      return isFull ? refuse() : system.append(at, content);
    },
    write: async (at, ...args) => {
      if (from === 'file' && at === path) isFull = true;
      return isFull ? refuse() : system.write(at, ...args);
    },
  };
}

describe('an end that cannot be noted', () => {
  it('after a failure is that failure, and the run is gone on with or taken back', async () => {
    for (const on of [resumeAll, rollBackAll]) {
      const host = world();
      const events = await applyAll(full(host, 'file'), setup([write]));
      expect(events).toContainEqual(expect.objectContaining({ type: 'failed', code: 'no-space' }));
      expect(endOf(events)).toBe('failed');
      expect(endOf(await on(host.system))).toBe(on === resumeAll ? 'applied' : 'rolled-back');
      expect(text(host.tree, path)).toBe(on === resumeAll ? 'new\n' : 'old\n');
    }
  });

  it('after a plan that was done is an error, and going on finds nothing left to do', async () => {
    const host = world();
    await expect(applyAll(full(host, 'end'), setup([write]))).rejects.toMatchObject({ code: 'no-space' });
    const events = await resumeAll(host.system);
    expect(events.filter((event) => event.type === 'done' && event.changed)).toEqual([]);
    expect(endOf(events)).toBe('applied');
  });
});

describe('a change that is stopped in its middle', () => {
  /** Its command says that it was interrupted. */
  const interrupted = ({ system }: World, then: () => void): System => ({
    ...system,
    run: async (argv, options) => {
      if (argv[0] !== 'nvram' || argv[1] !== 'x') return system.run(argv, options);
      then();
      throw new ArchxenError('interrupted', 'It was stopped.');
    },
  });

  it('is no failure when somebody asked for it', async () => {
    const host = world();
    const stop = new AbortController();
    const events = await collect(
      apply({ system: interrupted(host, () => stop.abort()), plan: setup([nvram]), ask: yes, signal: stop.signal, version: '0.1.0' }),
    );
    expect(events.filter(({ type }) => type === 'failed')).toEqual([]);
    expect(endOf(events)).toBe('stopped');
    expect(endOf(await rollBackAll(host.system))).toBe('rolled-back');
    expect(state(host.tree)).toEqual(state(firstTree()));
  });

  it('is one when nobody did', async () => {
    const events = await applyAll(
      interrupted(world(), () => undefined),
      setup([nvram]),
    );
    expect(events).toContainEqual(expect.objectContaining({ type: 'failed', code: 'interrupted' }));
    expect(endOf(events)).toBe('failed');
  });
});

describe('the way back', () => {
  it('keeps a link that somebody put in the place of a file', async () => {
    const { system, tree } = world();
    await applyAll(system, setup([write]));
    tree.set(path, { type: 'link', target: 'mine.conf', mode: 0o777, uid: 0, gid: 0 });
    await rollBackAll(system);
    expect(tree.get(`/var/lib/archxen/drifted/0001${path}`)).toMatchObject({ type: 'link', target: 'mine.conf' });
    expect(state(tree)).toEqual(state(firstTree()));
  });

  it('bears the answers that the host was set up by', async () => {
    const { system } = world();
    const answers = { boot: { loader: 'grub' } } as never;
    await applyAll(system, makePlan({ purpose: 'setup', answers, changes: [write], reboot: { needed: false } }));
    const run = await currentRun(system);
    expect(run && wayBack(run).answers).toEqual(answers);
  });

  it('leaves nothing of a build that was cut off at any effect', async () => {
    const build = everyKind.filter(({ kind }) => kind === 'build' || kind === 'user');
    for (let at = 0; ; at += 1) {
      const host = world();
      const whole = await applyAll(cutBefore(host.system, at).system, setup(build)).then(
        () => true,
        () => false,
      );
      await rollBackAll(host.system);
      expect([at, state(host.tree)]).toEqual([at, state(firstTree())]);
      if (whole) break;
    }
  });
});

describe('what else lies about', () => {
  it('other files in the folder of the journals are no runs', async () => {
    const { system, tree } = world();
    await applyAll(system, setup([write]));
    put(tree, `${journalDirectory}/0001.jsonl.mine`, '');
    put(tree, `${journalDirectory}/notes`, '');
    expect(await listRuns(system)).toEqual(['0001']);
  });

  it('a stream that is read to its end gives the lock back', async () => {
    const { system } = world();
    const read = async (): Promise<readonly number[]> => {
      const seen: number[] = [];
      const stream = withLockHeld(system, async function* () {
        yield 1;
      });
      for await (const each of stream) seen.push(each);
      return seen;
    };
    expect([await read(), await read()]).toEqual([[1], [1]]);
  });

  it('restore.sh names only what there is to do by hand', () => {
    const unit: Change = { kind: 'unit', id: 'u', title: 'u', units: ['a.service'], enabled: true, active: undefined };
    const started: Change = { ...unit, enabled: undefined, active: true };
    const once = everyKind.filter(({ kind }) => kind === 'boot-once').map((change) => ({ ...change, disarm: [] }) as Change);
    expect(restoreScript([unit])).toContain('systemctl enable a.service');
    expect(restoreScript([unit])).not.toContain('systemctl start');
    expect(restoreScript([started])).not.toContain('systemctl enable');
    expect(restoreScript(once)).not.toContain('bootctl');
  });
});
