import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { System } from '../../src/system/port.ts';
import { hostState, recording } from '../support/recording.ts';
import { dom0Facts } from './dom0.ts';
import { testHost } from './host.ts';

const answersFrom = (value: object) => ({ readInput: async () => JSON.stringify(value) });
const web = answersFrom({ v: 1, name: 'web', memoryMiB: 512, autostart: true });
const create = 'create --answers - --yes';
const sample = (name: string): string => readFileSync(new URL(`../samples/xen417-xl-${name}.txt`, import.meta.url), 'utf8');

/** A person at a terminal, who types these lines and then only Enter. */
const person = (lines: readonly string[]) => {
  const left = [...lines];
  const asked: string[] = [];
  return {
    asked,
    interactive: true,
    ask: async (question: string) => {
      asked.push(question);
      return left.shift() ?? '';
    },
  };
};

describe('archxen domu', () => {
  it('makes a guest, shows it running, stops it and removes it without a trace', async () => {
    const { domu, tree, running, commands } = testHost();
    const before = hostState(tree);

    const made = await domu(create, web);
    expect(made.error).toBeUndefined();
    expect(made.exit).toBe(0);
    expect(running).toEqual(new Set(['web']));
    expect(commands).toContain('truncate -s >10G /var/lib/xen/images/web.img');
    expect(tree.get('/etc/xen/web.cfg')).toMatchObject({ type: 'file', mode: 0o600 });
    expect(tree.get('/etc/xen/auto/web.cfg')).toMatchObject({ type: 'link', target: '/etc/xen/web.cfg' });
    expect(made.text).toMatch(/web +running +pvh +1024 MiB +2 +- +0:01:00 +yes/);

    expect((await domu('list')).text).toMatch(/^web +running/m);
    expect((await domu('web')).text).toMatch(/Disks +\/var\/lib\/xen\/images\/web\.img/);

    const early = await domu('remove web --yes');
    expect(early.error).toMatchObject({ code: 'guest-invalid', message: 'web is running, so it is not removed.' });
    expect((await domu('stop web')).exit).toBe(0);
    expect(running).toEqual(new Set());
    expect((await domu('list')).text).toMatch(/^web +stopped/m);

    const removed = await domu('remove web --yes');
    expect(removed.error).toBeUndefined();
    expect(removed.text).toContain('/var/lib/xen/images/web.img  (10.0 GiB)');
    expect(hostState(tree)).toEqual(before);
    expect((await domu('list')).text).toContain('There are no guests');
  });

  it('changes nothing when it is run again with the same answers', async () => {
    const { domu, commands, running } = testHost();
    await domu(create, web);
    const count = commands.filter((words) => words.startsWith('truncate')).length;
    const again = await domu(`${create} --json`, web);
    expect(again.result).toMatchObject({ changed: false, failed: false, running: true });
    expect(commands.filter((words) => words.startsWith('truncate'))).toHaveLength(count);
    running.clear();
    expect((await domu(`${create} --json`, web)).result).toMatchObject({ changed: true, running: true });
  });

  it('refuses a name that is taken, and leaves the guest alone', async () => {
    const { domu, tree } = testHost();
    await domu(create, web);
    const before = hostState(tree);
    const other = await domu(create, answersFrom({ v: 1, name: 'web', memoryMiB: 700 }));
    expect(other.error).toMatchObject({ code: 'guest-invalid', exitCode: 20 });
    expect(hostState(tree)).toEqual(before);
  });

  it('gives a second guest another name, disk and MAC address', async () => {
    const { domu } = testHost();
    await domu('create --yes', person([]));
    await domu('create --yes', person([]));
    const listed = await domu('list --json');
    const guests = listed.json.find(({ type }) => type === 'guests')?.['guests'];
    expect(guests).toMatchObject([{ name: 'guest1' }, { name: 'guest2' }]);
    const macs = (guests as readonly { readonly macs: readonly string[] }[]).flatMap((guest) => guest.macs);
    expect(new Set(macs).size).toBe(2);
    for (const mac of macs) expect(mac).toMatch(/^00:16:3e:/);
  });

  it.each([
    ['missing-kernel', 'The file /nope is not there.'],
    ['too-big', 'not so much memory free'],
    ['no-bridge', 'There is no bridge nosuchbr.'],
    ['xenconsoled-down', 'console service'],
  ])('takes the creation back when the start fails (%s), and says why', async (name, cause) => {
    const { domu, tree, answers } = testHost();
    const before = hostState(tree);
    answers.set('xl create /etc', { exit: 3, stdout: '', stderr: sample(`create-${name}`), ended: 'exit' });
    const { exit, text } = await domu(create, web);
    expect(exit).toBe(30);
    expect(text).toContain(cause);
    expect(text).toContain('hint: ');
    expect(hostState(tree)).toEqual(before);
  });

  it('ends what a start that hangs leaves behind, and keeps a guest that was made before', async () => {
    const { domu, running, paused, answers, commands, tree, system } = testHost();
    await domu(create, answersFrom({ v: 1, name: 'web', start: false }));
    answers.set('xl create /etc', { exit: 124, stdout: '', stderr: sample('create-no-loop-device'), ended: 'timeout' });
    running.add('other');
    expect((await domu('start web')).error).toMatchObject({ code: 'command-failed', hint: expect.stringContaining('modprobe loop') });
    expect(commands.filter((words) => words.startsWith('xl destroy'))).toEqual([]);

    // xl is killed after its time, and the domain stays.
    paused.add('web');
    const half: System = {
      ...system,
      run: (argv, options) => {
        if (argv[1] === 'create' && argv[2] !== '-n') running.add('web');
        return system.run(argv, options);
      },
    };
    expect((await domu('start web', { system: half })).error).toMatchObject({ code: 'command-failed' });
    expect(commands).toContain('xl destroy 2');

    answers.set('xl create /etc', { exit: 0, stdout: '', stderr: '', ended: 'exit' });
    expect((await domu('start web')).error).toMatchObject({ message: expect.stringContaining('not running any more') });
    expect(tree.has('/etc/xen/web.cfg')).toBe(true);
    expect(running).toEqual(new Set(['other']));
  });

  it('takes back the files when the disk cannot be made', async () => {
    const { domu, tree, answers, running } = testHost();
    const before = hostState(tree);
    answers.set('truncate', { exit: 1, stdout: '', stderr: 'truncate: failed to truncate: File too large\n', ended: 'exit' });
    const { exit } = await domu(create, web);
    expect(exit).toBe(30);
    expect(running.size).toBe(0);
    expect(hostState(tree)).toEqual(before);
  });

  it('says so when a guest does not shut down in time', async () => {
    const { domu, answers, running } = testHost();
    await domu(create, web);
    answers.set('xl shutdown', { exit: 124, stdout: '', stderr: '', ended: 'timeout' });
    const stopped = await domu('stop web');
    expect(stopped.error).toMatchObject({ code: 'command-timeout', hint: expect.stringContaining('archxen domu destroy web') });
    expect((await domu('destroy web')).exit).toBe(0);
    expect(running.size).toBe(0);
  });

  it('stops an HVM guest without PV drivers by its power button, and says that it cannot be told to reboot', async () => {
    const { domu, running } = testHost();
    await domu(create, answersFrom({ v: 1, name: 'web', kind: 'hvm' }));
    expect((await domu('reboot web')).error).toMatchObject({
      message: expect.stringContaining('PV drivers'),
      hint: expect.stringContaining('domu stop'),
    });
    expect((await domu('stop web')).exit).toBe(0);
    expect(running.size).toBe(0);
  });

  it('keeps what the person wrote into the configuration when the guest is removed', async () => {
    const { domu, tree, system } = testHost();
    await domu(create, answersFrom({ v: 1, name: 'web', start: false }));
    await system.write('/etc/xen/web.cfg', Buffer.from('name = "web"\nmemory = 99\n'), { mode: 0o600, uid: 0, gid: 0 });
    expect((await domu('remove web --yes')).exit).toBe(0);
    expect(tree.has('/etc/xen/web.cfg')).toBe(false);
    expect([...tree.keys()].some((path) => path.startsWith('/var/lib/archxen/drifted/') && path.endsWith('/etc/xen/web.cfg'))).toBe(true);
  });

  it('calls a guest whose name is a number by its id, as xl would take the name for one', async () => {
    const { domu, running, commands } = testHost();
    running.add('7');
    await domu('destroy 7');
    expect(commands).toContain('xl destroy 1');
  });

  it('shows what is wrong with a configuration', async () => {
    const { domu, system } = testHost();
    await system.write('/etc/xen/old.cfg', Buffer.from('name = "old"\ninitrd = "/x"\n'), { mode: 0o644, uid: 0, gid: 0 });
    expect((await domu('old')).text).toContain('/etc/xen/old.cfg:2: xl does not know initrd and ignores it. Do you mean ramdisk?');
    expect((await domu('remove old --yes')).error).toMatchObject({
      code: 'guest-invalid',
      message: expect.stringContaining('did not make old'),
    });
  });
});

describe('archxen domu asks nobody and nothing in vain', () => {
  it('needs dom0', async () => {
    const { domu, tree, commands } = testHost();
    tree.delete('/proc/xen/capabilities');
    expect((await domu('list')).error).toMatchObject({ code: 'not-under-xen', exitCode: 20 });
    expect(commands).toEqual([]);
  });

  it('does not run xl while xenstored is down: it would hang', async () => {
    const { domu, answers, commands } = testHost();
    answers.set('systemctl is-active', { exit: 3, stdout: 'inactive\n', stderr: '', ended: 'exit' });
    const { error } = await domu('list');
    expect(error).toMatchObject({ code: 'not-under-xen', message: expect.stringContaining('xenstored is not running (inactive)') });
    expect(commands.some((words) => words.startsWith('xl'))).toBe(false);
  });

  it('needs root', async () => {
    const { domu } = testHost({ ...dom0Facts, session: { ...dom0Facts.session, uid: 1000, user: 'anna' } });
    expect((await domu('list')).error).toMatchObject({ code: 'not-root', exitCode: 77 });
  });

  it.each([
    ['create', 'usage', 'no terminal'],
    ['create --answers -', 'usage', 'needs a yes'],
    ['create --answers /nope.json --yes', 'answers-unreadable', 'no such answers file'],
    ['create web', 'usage', 'stands in its answers'],
    ['start', 'usage', 'needs the name'],
    ['frobnicate web', 'usage', 'no action'],
    ['start web more', 'usage', 'too much'],
    ['web', 'guest-invalid', 'There is no guest web'],
    ['remove web --yes', 'guest-invalid', 'There is no guest web'],
    ['console web', 'no-terminal', 'needs a terminal'],
  ])('refuses "%s" with %s', async (line, code, words) => {
    const { domu, tree } = testHost();
    const before = hostState(tree);
    const { error } = await domu(line, answersFrom({ v: 1, name: 'new' }));
    expect(error).toMatchObject({ code, message: expect.stringContaining(words) });
    expect(error?.hint).toBeDefined();
    expect(hostState(tree)).toEqual(before);
  });
});

describe('archxen domu create on a terminal', () => {
  it('makes a running guest by Enter alone, with five prompts and one agreement', async () => {
    const { domu, running } = testHost();
    const enter = person([]);
    const made = await domu('create', enter);
    expect(made.error).toBeUndefined();
    expect(running).toEqual(new Set(['guest1']));
    expect(enter.asked).toHaveLength(6);
  });

  it('takes answers, explains on ? and asks again when one does not fit', async () => {
    const { domu, tree } = testHost();
    const anna = person(['my guest', 'web', '/nope', '?', '', 'pv', '12', '512', '0', 'y']);
    const made = await domu('create', anna);
    expect(made.error).toBeUndefined();
    expect(made.text).toContain('an example: web');
    expect(made.text).toContain('A whole number from 32 to 26875');
    const node = tree.get('/etc/xen/web.cfg');
    const text = node?.type === 'file' ? Buffer.from(node.content).toString() : '';
    expect(text).toContain('memory = 512\n');
    expect(text).toContain('disk = [ ]\n');
    expect(made.text).toContain('There is no file /nope.');
    expect(text).toContain('type = "pv"\n');
  });

  it('does nothing without a yes, and never removes by Enter', async () => {
    const { domu, tree } = testHost();
    const before = hostState(tree);
    expect((await domu('create', person(['', '', '', '', '', 'n']))).exit).toBe(0);
    expect(hostState(tree)).toEqual(before);
    await domu(create, answersFrom({ v: 1, name: 'web', start: false }));
    expect((await domu('remove web', person(['']))).text).toContain('Nothing was removed.');
    expect(tree.has('/etc/xen/web.cfg')).toBe(true);
  });
});

describe('a power cut', () => {
  it('before any effect of a creation leaves what remove takes away', async () => {
    const first = testHost();
    const recorded = recording(first.system, first.tree);
    const before = hostState(first.tree);
    expect((await first.domu(create, { ...web, system: recorded.system })).exit).toBe(0);
    expect(recorded.snapshots.length).toBeGreaterThan(8);
    for (const { effect, tree } of recorded.snapshots) {
      const next = testHost(dom0Facts, new Map(tree));
      const { error } = await next.domu('remove web --yes');
      if (error !== undefined) expect([effect, error.message]).toEqual([effect, 'There is no guest web.']);
      expect([effect, hostState(next.tree)]).toEqual([effect, before]);
    }
  });

  it('in the middle of a creation is told, and the name is not used before the rest is gone', async () => {
    const first = testHost();
    const recorded = recording(first.system, first.tree);
    await first.domu(create, { ...web, system: recorded.system });
    const cut = recorded.snapshots.find(({ effect }) => effect === 'write /etc/xen/web.cfg');
    const next = testHost(dom0Facts, new Map(cut?.tree));
    expect((await next.domu('list')).text).toContain('The creation or removal of web was broken off');
    expect((await next.domu(create, web)).error).toMatchObject({ code: 'guest-invalid', hint: expect.stringContaining('domu remove web') });
    expect((await next.domu('remove web --yes')).exit).toBe(0);
    expect((await next.domu(create, web)).exit).toBe(0);
  });
});
