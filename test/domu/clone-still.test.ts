import { describe, expect, it } from '@jest/globals';
import type { System } from '../../src/system/port.ts';
import { hostState } from '../support/recording.ts';
import { type TestHost, testHost } from './host.ts';
import { said } from './programs.ts';

const disk = '/var/lib/xen/images/web.img';
const stat = `stat -L -c %s %.9Y -- ${disk}`;

/** A stopped guest `web`, whose clone meets with this right before or while its disk is copied. */
async function cloned(when: 'before' | 'meanwhile', what: (host: TestHost) => void) {
  const host = testHost();
  const readInput = async () => JSON.stringify({ v: 1, name: 'web', start: false });
  await host.domu('create --answers - --yes', { readInput });
  host.answers.set(stat, said('10 100.000000000\n'));
  const state = hostState(host.tree);
  const system: System = {
    ...host.system,
    run: async (argv, options) => {
      if (when === 'meanwhile' && argv[0] === 'cp') what(host);
      return host.system.run(argv, options);
    },
    lock: async (path) => {
      if (when === 'before') what(host);
      return host.system.lock(path);
    },
  };
  const { error, text } = await host.domu('clone web two', { system });
  return { error, text, left: () => expect(hostState(host.tree)).toEqual(state), commands: host.commands };
}

describe('a guest that is cloned', () => {
  it('is not copied when it was started while archxen made the plan', async () => {
    const { error, left, commands } = await cloned('before', ({ running }) => running.add('web'));
    expect(error).toMatchObject({ message: `web is not copied: web is running from ${disk}.`, hint: 'archxen domu stop web first.' });
    expect(commands.some((words) => words.startsWith('cp'))).toBe(false);
    left();
  });

  it.each<[string, (host: TestHost) => void, string]>([
    ['it runs', ({ running }) => running.add('web'), `web is running from ${disk}`],
    ['it ran, and was stopped again', ({ answers }) => answers.set(stat, said('10 200.000000000\n')), `${disk} was written to`],
    ['dom0 has its disk', ({ answers }) => answers.set('losetup', said('/dev/loop3\n')), 'is behind /dev/loop3'],
  ])('has its copy taken back when afterwards %s', async (_, what, words) => {
    const { error, left } = await cloned('meanwhile', what);
    expect(error).toMatchObject({ code: 'guest-invalid', message: expect.stringContaining('The copy of web is taken back: ') });
    expect(error?.message).toContain(words);
    left();
  });

  it('is seen to have written to a volume by what the kernel counts', async () => {
    const host = testHost();
    const put = (path: string, text: string) => host.system.write(path, Buffer.from(text), { mode: 0o600, uid: 0, gid: 0 });
    await put('/etc/xen/lv.cfg', 'name = "lv"\ndisk = [ "/dev/vg0/lv,raw,xvda,rw" ]\n');
    for (const path of ['/sys', '/sys/class', '/sys/class/block', '/sys/class/block/dm-3'])
      await host.system.makeDirectory(path, { mode: 0o755, uid: 0, gid: 0 });
    await put('/sys/class/block/dm-3/stat', '  900 0 7200 80 5 0 40 3 0 1 1 0 0 0 0\n');
    host.answers.set('lvs --noheadings', said('  vg0 lv 1073741824\n'));
    host.answers.set('readlink -e -- /dev/vg0/lv', said('/dev/dm-3\n'));
    const reading = async (stat: string): Promise<System> => ({
      ...host.system,
      run: async (argv, options) => {
        if (argv[0] !== 'dd') return host.system.run(argv, options);
        await put('/sys/class/block/dm-3/stat', stat);
        return said();
      },
    });
    const read = await reading('  999 0 9999 80 5 0 40 3 0 1 1 0 0 0 0\n');
    expect((await host.domu('clone lv two', { system: read })).error).toBeUndefined();
    const wrote = await reading('  999 0 9999 80 6 0 48 3 0 1 1 0 0 0 0\n');
    expect((await host.domu('clone lv three', { system: wrote })).error?.message).toContain('/dev/vg0/lv was written to');
    expect(host.tree.has('/dev/vg0/three')).toBe(false);
  });
});
