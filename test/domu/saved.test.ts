import { describe, expect, it } from '@jest/globals';
import { changedSince } from '../../src/domu/saved.ts';
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
