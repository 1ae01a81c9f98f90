import { describe, expect, it } from '@jest/globals';
import { changedSince } from '../../src/domu/saved.ts';
import { xlRestore, xlSave } from '../../src/domu/xl.ts';
import type { RunResult, System } from '../../src/system/port.ts';
import { hostState } from '../support/recording.ts';
import { testHost } from './host.ts';
import { said } from './programs.ts';

const save = '/var/lib/xen/images/web.save';
const disk = '/var/lib/xen/images/web.img';
const log = '/var/log/xen/xl-web.log';
const answers = { readInput: async () => JSON.stringify({ v: 1, name: 'web' }) };

const saved = async () => {
  const host = testHost();
  expect((await host.domu('create --answers - --yes', answers)).error).toBeUndefined();
  expect((await host.domu('save web')).error).toBeUndefined();
  expect(host.running.size).toBe(0);
  return host;
};

describe('a guest that is saved', () => {
  it.each(['start web', 'finish web --yes', 'clone web two', 'autostart web on', 'create --answers - --yes'])(
    'refuses "%s"',
    async (line) => {
      const { domu, tree, running } = await saved();
      const before = hostState(tree);
      expect((await domu(line, answers)).error).toMatchObject({
        code: 'guest-invalid',
        path: save,
        message: expect.stringContaining('web was saved, and '),
        hint: expect.stringContaining('archxen domu restore web'),
      });
      expect(hostState(tree)).toEqual(before);
      expect(running.size).toBe(0);
    },
  );

  it('is not overwritten by a new one of its name', async () => {
    const { domu, system, tree } = testHost();
    await system.makeDirectory('/var/lib/xen', { mode: 0o755, uid: 0, gid: 0 });
    await system.makeDirectory('/var/lib/xen/images', { mode: 0o755, uid: 0, gid: 0 });
    await system.write(save, Buffer.from('web'), { mode: 0o600, uid: 0, gid: 0 });
    expect((await domu('create --answers - --yes', answers)).error).toMatchObject({ code: 'guest-invalid', path: save });
    expect(tree.has(disk)).toBe(false);
  });

  it('may be saved while somebody watches its console: that does not end in a refusal', async () => {
    const host = testHost();
    await host.domu('create --answers - --yes', answers);
    const run = host.system.run;
    const system = {
      ...host.system,
      run: async (argv: readonly string[]) => {
        if (argv[1] !== 'console') return run(argv);
        const medium = ', "format=raw, vdev=xvdb, access=ro, target=/x.iso" ]\nvif';
        const text = Buffer.from((await host.system.read('/etc/xen/web.cfg')) ?? [])
          .toString()
          .replace(' ]\nvif', medium);
        await host.system.write('/etc/xen/web.cfg', Buffer.from(text), { mode: 0o600, uid: 0, gid: 0 });
        await host.domu('save web');
        return said();
      },
    };
    expect((await host.domu('console web', { system, interactive: true })).error).toBeUndefined();
  });
});

describe('archxen domu save', () => {
  it.each([
    ['/etc/xen/auto/web.cfg', 'archxen domu autostart web off first.'],
    ['/etc/xen/auto/10-web', 'Take that file away first.'],
  ])('does not leave a guest to be started anew by %s', async (path, hint) => {
    const { domu, system, running, tree } = testHost();
    await domu('create --answers - --yes', answers);
    await system.link(path, '/etc/xen/web.cfg');
    expect((await domu('save web')).error).toMatchObject({ code: 'guest-invalid', path, hint });
    expect(running).toEqual(new Set(['web']));
    expect(tree.has(save)).toBe(false);
    await system.remove(path);
    expect((await domu('save web')).error).toBeUndefined();
  });

  it('gives the file the time when the domain was gone', async () => {
    const { commands } = await saved();
    expect(commands.slice(commands.findIndex((words) => words.startsWith('xl save')))).toContain(`touch --no-create ${save}`);
  });
});

describe('a save that takes longer than its time', () => {
  const late = async (
    state: 'runs' | 'stands still' | 'is gone',
    result: RunResult = { exit: 124, stdout: '', stderr: '', ended: 'timeout' },
  ) => {
    const { domu, system, answers: fixed, running, tree } = testHost();
    await domu('create --answers - --yes', answers);
    const slow: System = {
      ...system,
      run: async (argv, options) => {
        if (argv[1] !== 'save') return system.run(argv, options);
        await system.write(save, Buffer.from('half'), { mode: 0o600, uid: 0, gid: 0 });
        if (state === 'is gone') running.clear();
        if (state === 'stands still') fixed.set('xl list', said(`web 4 1024 2 ---s-- 12.7\n`));
        return result;
      },
    };
    return { error: (await domu('save web', { system: slow })).error, kept: tree.has(save) };
  };

  it.each([
    ['runs', 'web runs on.', 'xl resume 1', false],
    ['stands still', 'web stands still, and Xen still has its memory.', '"xl resume 4" lets it go on', true],
    ['is gone', 'web is gone, and', 'archxen domu restore web', true],
  ] as const)('while the guest %s', async (state, words, hint, there) => {
    const { error, kept } = await late(state);
    expect(error).toMatchObject({
      code: 'command-timeout',
      message: expect.stringContaining(words),
      hint: expect.stringContaining(hint),
      path: save,
    });
    expect(kept).toBe(there);
  });

  it('is told from one that failed, after which half a memory goes', async () => {
    const { error, kept } = await late('runs', said('', 1, 'Failed to save domain, resuming domain\n'));
    expect(error).toMatchObject({ code: 'command-failed' });
    expect(error?.message).not.toContain('runs on');
    expect(kept).toBe(false);
  });

  it('has more time for more memory', () => {
    expect(xlSave('web', save, 2 ** 30).timeoutSeconds).toBe(900);
    expect(xlSave('web', save, 64 * 2 ** 30).timeoutSeconds).toBe(6872);
    expect(xlRestore(save, 64 * 2 ** 30).timeoutSeconds).toBe(6872);
  });

  it('is given the time for the memory that the guest has', async () => {
    const { domu, system, answers: fixed } = testHost();
    await domu('create --answers - --yes', answers);
    fixed.set('xl list', said('web 1 65536 2 -b---- 12.7\n'));
    const seconds: (number | undefined)[] = [];
    const watched: System = {
      ...system,
      space: async () => ({ totalBytes: 2 ** 40, freeBytes: 2 ** 40 }),
      run: (argv, options) => {
        if (argv[1] === 'save') seconds.push(options?.timeoutSeconds);
        return system.run(argv, options);
      },
    };
    await domu('save web', { system: watched });
    expect(seconds).toEqual([6872]);
  });
});

describe('archxen domu restore', () => {
  it.each([
    [`1 100.5 100.5 100.5 ${save}\n9 200.5 200.5 90.5 ${disk}\n`, disk],
    [`1 100.5 100.5 100.5 ${save}\n9 90.5 90.5 90.5 ${disk}\n7 150.5 150.5 101.5 ${log}\n`, log],
  ])('refuses a memory that no longer fits the disks, and keeps it', async (stdout, newer) => {
    const { domu, answers: fixed, running, tree, commands } = await saved();
    fixed.set('stat -L --printf', said(stdout, 1));
    expect((await domu('restore web')).error).toMatchObject({
      code: 'guest-invalid',
      path: save,
      message: expect.stringContaining(`${newer} is newer`),
      hint: expect.stringContaining(`xl restore ${save}`),
    });
    expect(running.size).toBe(0);
    expect(tree.has(save)).toBe(true);
    expect(commands.some((words) => words.startsWith('xl restore'))).toBe(false);
  });

  it('does not guess where the times are not known', async () => {
    const { domu, answers: fixed, running } = await saved();
    fixed.set('stat -L --printf', said('', 1));
    expect((await domu('restore web')).error).toMatchObject({ code: 'command-failed', hint: expect.stringContaining('xl restore') });
    expect(running.size).toBe(0);
  });
});

describe('changedSince', () => {
  const since = (lines: readonly string[], disks: readonly string[] = [disk]) =>
    changedSince([`1 100 100 100 ${save}`, ...lines].map((line) => `${line}\n`).join(''), { save, log, disks });

  it.each([
    ['a disk that was written to', [`9 300 300 1 ${disk}`], disk],
    ['a disk that another one was moved over, with its old time', [`9 50 300 1 ${disk}`], disk],
    ['a log that xl began after it', [`7 300 300 101 ${log}`], log],
    ['a disk that was closed right after it', [`9 103 103 1 ${disk}`], undefined],
    ['a log that was only written on', [`7 300 300 50 ${log}`], undefined],
    ['a log that logrotate emptied', [`0 300 300 300 ${log}`], undefined],
    ['a file system that keeps no birth', [`7 300 300 - ${log}`], undefined],
  ])('judges %s', (_, lines, path) => {
    expect(since(lines)).toEqual({ path });
  });

  it('does not go by the times of a node in /dev, which each boot makes anew', () => {
    expect(since(['0 900 900 900 /dev/vg0/web'], ['/dev/vg0/web'])).toEqual({ path: undefined });
  });
});
