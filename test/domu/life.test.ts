import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { howItEnded } from '../../src/cli/domu-logs.ts';
import { consoleLine, listensAt, tunnel } from '../../src/domu/life.ts';
import { heard, isHeardAnew, parseBridgeTable, parseLeases, parseNeighbours, parseUptimes } from '../../src/domu/neighbours.ts';
import type { RunResult, System } from '../../src/system/port.ts';
import { testHost } from './host.ts';
import { said } from './programs.ts';

const sample = (name: string): string => readFileSync(new URL(`../samples/${name}`, import.meta.url), 'utf8');
const mac = (text: string): string => /mac=([0-9a-f:]{17})/.exec(text)?.[1] ?? '';
const web = { readInput: async () => JSON.stringify({ v: 1, name: 'web' }) };
const config = (host: ReturnType<typeof testHost>): string => {
  const node = host.tree.get('/etc/xen/web.cfg');
  return node?.type === 'file' ? Buffer.from(node.content).toString() : '';
};

/** A host whose guest prints these lines on its console when somebody looks. */
const withConsole = (host: ReturnType<typeof testHost>, lines: readonly string[]): System => ({
  ...host.system,
  run: async (argv, options): Promise<RunResult> => {
    if (argv[1] === 'console') for (const line of lines) options?.onLine?.(line);
    return host.system.run(argv, options);
  },
});

describe('proof of life', () => {
  it('says what it saw: ping above all', async () => {
    const host = testHost();
    await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false }) });
    const address = mac(config(host));
    host.answers.set('ip -j neigh', said(JSON.stringify([{ dst: '192.0.2.60', dev: 'xenbr0', lladdr: address, state: ['REACHABLE'] }])));
    host.answers.set('bridge -j fdb', said(JSON.stringify([{ mac: address, ifname: 'vif1.0', master: 'xenbr0', state: '' }])));
    host.answers.set('ping', said('64 bytes'));
    const { text } = await host.domu('start web', { system: withConsole(host, ['\x1b[0;32m[    0.000000] Linux version 6.18.2\r']) });
    expect(text).toContain('PASS  It answers ping at 192.0.2.60.');
    expect(text).toContain(`PASS  It has sent something on the network (${address}).`);
    expect(text).toContain('PASS  It prints on its console: [    0.000000] Linux version 6.18.2');
    expect((await host.domu('list')).text).toMatch(/web +running +pvh +1024 MiB +2 +192\.0\.2\.60 +0:01:00/);
    const json = await host.domu('start web --json');
    expect(json.result).toMatchObject({ changed: false });
  });

  const old = (address: string, state: string): string =>
    JSON.stringify([{ dst: '192.0.2.9', dev: 'xenbr0', lladdr: address, state: [state] }]);

  it.each([
    ['a stale neighbour', 'STALE', 'STALE', false],
    ['one that was confirmed in its former life', 'REACHABLE', 'REACHABLE', false],
    ['one that is confirmed after the start', 'STALE', 'REACHABLE', true],
    ['one that was not there before', undefined, 'STALE', true],
  ])('takes an address that does not answer ping for a sign only if it is new or confirmed: %s', async (_what, before, after, counts) => {
    const host = testHost();
    await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false }) });
    const address = mac(config(host));
    host.answers.set('ip -j neigh', said(before === undefined ? '[]' : old(address, before)));
    host.answers.set('ping', said('', 1));
    const system: System = {
      ...host.system,
      run: async (argv, options) => {
        if (argv[0] === 'xl' && argv[1] === 'create' && argv[2] !== '-n') host.answers.set('ip -j neigh', said(old(address, after)));
        return host.system.run(argv, options);
      },
    };
    const { text } = await host.domu('start web', { system });
    expect(text.includes('PASS  It has the address 192.0.2.9.')).toBe(counts);
    expect(text.includes('has not shown a sign of life yet')).toBe(!counts);
    // A sign cuts the watch short; the memory of a former life does not.
    expect(host.commands.filter((words) => words.startsWith('sleep')).length > 30).toBe(!counts);
  });

  it('does not take the old lease of the same MAC address for a sign', async () => {
    const host = testHost();
    await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false }) });
    await host.system.makeDirectory('/var/lib/misc', { mode: 0o755, uid: 0, gid: 0 });
    const lease = Buffer.from(`1764000000 ${mac(config(host))} 192.0.2.9 web 01:00\n`);
    await host.system.write('/var/lib/misc/dnsmasq.leases', lease, { mode: 0o644, uid: 0, gid: 0 });
    host.answers.set('ping', said('', 1));
    expect((await host.domu('start web')).text).toContain('has not shown a sign of life yet');
    await host.domu('destroy web');
    host.answers.set('ping', said('64 bytes'));
    expect((await host.domu('start web')).text).toContain('PASS  It answers ping at 192.0.2.9.');
  });

  it('warns when there is none, and does not take that for a failure', async () => {
    const { text, exit, result } = await testHost().domu('create --answers - --yes --json', web);
    expect(exit).toBe(0);
    expect(text).toContain('has not shown a sign of life yet');
    expect(result).toMatchObject({ signs: [] });
  });

  it.each([
    ['a root that is not found', "ERROR: device 'UUID=123' not found. Skipping fsck.", 'does not find its root file system (UUID=123)'],
    ['the ctrl-d hang', 'Give root password for maintenance (or press Control-D to continue):', 'ctrl-d'],
    ['a panic', 'Kernel panic - not syncing: Attempted to kill init!', 'Attempted to kill init!'],
  ])('names %s from the console', async (_, line, words) => {
    const host = testHost();
    const { text } = await host.domu('create --answers - --yes', { ...web, system: withConsole(host, ['booting', line]) });
    expect(text).toContain('FAIL');
    expect(text).toContain(words);
  });

  it('says that a guest ended, with its last words', async () => {
    const host = testHost();
    let looks = 0;
    const system: System = {
      ...withConsole(host, ['reboot: System halted']),
      run: async (argv, options) => {
        if (argv.join(' ') === 'xl list' && host.running.has('web')) looks += 1;
        if (looks > 3) host.running.clear();
        return withConsole(host, ['reboot: System halted']).run(argv, options);
      },
    };
    const { text } = await host.domu('create --answers - --yes', { ...web, system });
    expect(text).toContain('FAIL  web has ended.');
    expect(text).toContain('System halted');
  });

  it('goes on with one that restarts itself, which is another domain then', async () => {
    const host = testHost();
    await host.system.makeDirectory('/var/log/xen', { mode: 0o755, uid: 0, gid: 0 });
    const log = 'Domain 1 has shut down, reason code 1 0x1\nAction for shutdown reason code 1 is restart\n';
    await host.system.write('/var/log/xen/xl-web.log', Buffer.from(log), { mode: 0o644, uid: 0, gid: 0 });
    let looks = 0;
    const asked: string[] = [];
    const system: System = {
      ...host.system,
      run: async (argv, options) => {
        if (argv[1] === 'console') {
          asked.push(argv[2] ?? '');
          const said = asked.length === 1 ? 'xenconsole: Could not read tty from store: No such file or directory' : '[    0.000000] Linux';
          options?.onLine?.(said);
          return { exit: 0, stdout: '', stderr: '', ended: 'exit' };
        }
        const result = await host.system.run(argv, options);
        if (argv.join(' ') !== 'xl list' || asked.length < 2) return result;
        looks += 1;
        if (looks === 2) return { ...result, stdout: result.stdout.replace(/^web .*\n/m, '') };
        return looks < 4
          ? result
          : { ...result, stdout: result.stdout.replace(/^(web +)(\d+)/m, (_, name, id) => `${name}${Number(id) + 1}`) };
      },
    };
    const { text } = await host.domu('create --answers - --yes', { ...web, system });
    expect(text).toContain('WARN  web restarted itself once while it was watched.');
    expect(text).toContain('PASS  It prints on its console: [    0.000000] Linux');
    expect(text).not.toMatch(/Could not read tty|FAIL/);
    expect(new Set(asked).size).toBe(2);
  });

  it('says why one ended that printed nothing, as xl and Xen saw it', async () => {
    const host = testHost();
    host.answers.set('xl dmesg', said('(XEN) d5v0 other\n(XEN) d4v0 Triple fault - invoking HVM shutdown action 1\n'));
    await host.system.makeDirectory('/var/log/xen', { mode: 0o755, uid: 0, gid: 0 });
    const log = 'Waiting for domain web (domid 4) to die\nDomain 4 has shut down, reason code 3 0x3\n';
    await host.system.write('/var/log/xen/xl-web.log', Buffer.from(log), { mode: 0o644, uid: 0, gid: 0 });
    expect(await howItEnded(host.system, { name: 'web', id: 4 })).toEqual({
      reason: 'it crashed',
      restarts: false,
      lines: ['(XEN) d4v0 Triple fault - invoking HVM shutdown action 1'],
    });
  });

  it('shows the way to a screen, and not its password', async () => {
    const host = testHost();
    host.answers.set('xenstore-read', said('5901\n'));
    await host.system.makeDirectory('/proc/net', { mode: 0o755, uid: 0, gid: 0 });
    await host.system.write('/proc/net/tcp', Buffer.from('   0: 0100007F:170D 00000000:0000 0A 0\n'), { mode: 0o444, uid: 0, gid: 0 });
    const { text } = await host.domu('create --answers - --yes', {
      readInput: async () => JSON.stringify({ v: 1, name: 'web', kind: 'hvm' }),
    });
    expect(text).toContain('VNC on 127.0.0.1:5901');
    expect(text).toMatch(/ssh -L 5901:127\.0\.0\.1:5901 \S+@\S+/);
    expect(text).not.toContain(/vncpasswd = "(\w+)"/.exec(config(host))?.[1] ?? 'no password');
  });
});

describe('a start that fails without a word of xl that is known', () => {
  it('is explained from the logs', async () => {
    const host = testHost();
    await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false }) });
    const log = 'qemu-system-i386: error while loading shared libraries: libnuma.so.1: cannot open shared object file: No such file\n';
    await host.system.makeDirectory('/var/log/xen', { mode: 0o755, uid: 0, gid: 0 });
    await host.system.write('/var/log/xen/qemu-dm-web.log', Buffer.from(log), { mode: 0o644, uid: 0, gid: 0 });
    host.answers.set('xl create /etc', said('', 3, 'libxl: error: something new\n'));
    const { error } = await host.domu('start web');
    expect(error).toMatchObject({
      message: expect.stringContaining('libnuma.so.1'),
      path: '/var/log/xen/qemu-dm-web.log',
      hint: expect.stringContaining('numactl'),
    });
  });

  it.each([
    [
      'a known cause',
      'qemu-system-i386: error while loading shared libraries: libnuma.so.1: cannot open shared object file\n',
      'libnuma.so.1',
    ],
    ['its last words', 'char device redirected\nqemu-system-i386: something new\n', 'device model (QEMU) did not start'],
  ])('tells of a device model that did not start what its own log says: %s', async (_what, log, message) => {
    const host = testHost();
    await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false }) });
    await host.system.makeDirectory('/var/log/xen', { mode: 0o755, uid: 0, gid: 0 });
    const words = 'libxl: error: libxl_create.c:1896:domcreate_devmodel_started: Domain 4:device model did not start: -26\n';
    await host.system.write('/var/log/xen/xl-web.log', Buffer.from(words), { mode: 0o644, uid: 0, gid: 0 });
    await host.system.write('/var/log/xen/qemu-dm-web.log', Buffer.from(log), { mode: 0o644, uid: 0, gid: 0 });
    host.answers.set('xl create /etc', said('', 3, words));
    const { error } = await host.domu('start web');
    expect(error).toMatchObject({
      message: expect.stringContaining(message),
      path: '/var/log/xen/qemu-dm-web.log',
      lines: expect.arrayContaining([log.trim().split('\n').at(-1)]),
    });
  });

  it('is explained from the journal of udev, where a rule of an old Xen is named and nowhere else', async () => {
    const host = testHost();
    await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false }) });
    const line =
      "failed to execute '/usr/lib/udev/socket:/org/xen/xend/udev_event' 'socket:/org/xen/xend/udev_event': No such file or directory";
    host.answers.set('journalctl --boot --unit=systemd-udevd.service', said(`xvda: Cannot allocate memory\n${line}\n`));
    host.answers.set('xl create /etc', said('', 3, 'libxl: error: something new\n'));
    expect((await host.domu('start web')).error).toMatchObject({
      message: expect.stringContaining('old udev rule'),
      path: 'journalctl -b -u systemd-udevd',
      hint: expect.stringContaining('/etc/udev/rules.d/xend.rules'),
      lines: [line],
    });
    // What xl itself says counts more.
    host.answers.set('xl create /etc', said('', 3, 'libxl: error: device model did not start: -26\n'));
    expect((await host.domu('start web')).error?.message).toContain('device model');
  });

  it('is refused before when xl does not understand the configuration', async () => {
    const host = testHost();
    await host.domu('create --answers - --yes', { readInput: async () => JSON.stringify({ v: 1, name: 'web', start: false }) });
    host.answers.set('xl create -n', said('', 1, sample('xen417-xl-create-dryrun-syntax.txt')));
    const { error } = await host.domu('start web');
    expect(error).toMatchObject({ message: expect.stringContaining('is not accepted'), hint: expect.stringContaining('quotes') });
    expect(host.running.size).toBe(0);
  });
});

describe('what dom0 knows of guests', () => {
  it('is read from ip, dnsmasq, bridge and xl', () => {
    const neigh = JSON.stringify([
      { dst: 'fe80::1', dev: 'xenbr0', lladdr: '00:16:3e:00:00:01', state: ['STALE'] },
      { dst: '10.0.2.60', dev: 'xenbr0', lladdr: '00:16:3E:00:00:01', state: ['STALE'] },
      { dst: '10.0.2.61', dev: 'xenbr0', state: ['FAILED'] },
    ]);
    expect(parseNeighbours(neigh)).toEqual({ '00:16:3e:00:00:01': '10.0.2.60' });
    expect(parseNeighbours('not json')).toEqual({});
    expect(parseLeases('1764000000 00:16:3e:00:00:02 192.0.2.9 web 01:00\n')).toEqual({ '00:16:3e:00:00:02': '192.0.2.9' });
    const fdb = JSON.stringify([
      { mac: 'fe:ff:ff:ff:ff:ff', ifname: 'vif1.0', state: 'permanent' },
      { mac: '00:16:3e:00:00:01', ifname: 'vif1.0', master: 'xenbr0', state: '' },
    ]);
    expect(parseBridgeTable(fdb)).toEqual(['00:16:3e:00:00:01']);
    const uptimes =
      'Name                                ID Uptime\nDomain-0                             0  0:02:48\nmy guest                            12  2 days,  3:04:05\n';
    expect(parseUptimes(uptimes)).toEqual({ 0: '0:02:48', 12: '2 days,  3:04:05' });
  });

  it('is no news when only another address of the former life is left', () => {
    const at = '00:16:3e:00:00:01';
    const six = { dst: 'fd00::9', lladdr: at, state: ['STALE'] };
    const before = heard(JSON.stringify([{ dst: '192.0.2.9', lladdr: at, state: ['STALE'] }, six]), '');
    const failed = heard(JSON.stringify([{ dst: '192.0.2.9', state: ['FAILED'] }, six]), '');
    expect(failed.addresses[at]).toBe('fd00::9');
    expect(isHeardAnew(at, failed, before)).toBe(false);
    expect(isHeardAnew(at, failed, heard('[]', ''))).toBe(true);
  });

  it('is put into words', () => {
    expect(tunnel(5900, 'anna', 'dom0')).toBe('ssh -L 5900:127.0.0.1:5900 anna@dom0');
    expect(consoleLine('\x1b[32mOK\x1b[0m\r\x07')).toBe('OK');
    expect(listensAt('  0: 0100007F:170C 00000000:0000 0A', 5900)).toBe(true);
    expect(listensAt('  0: 0100007F:170C 00000000:0000 01', 5900)).toBe(false);
  });
});
