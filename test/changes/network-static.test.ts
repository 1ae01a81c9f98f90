import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it, jest } from '@jest/globals';
import { revertText } from '../../src/changes/network-revert.ts';
import { giveBack, lostRoute, readStatic } from '../../src/changes/network-static.ts';
import type { System } from '../../src/system/port.ts';
import { fail, ok, world } from '../engine/world.ts';

const addr = [
  {
    ifname: 'enp3s0',
    addr_info: [
      { family: 'inet', local: '192.0.2.17', prefixlen: 24, scope: 'global', dynamic: true },
      { family: 'inet', local: '10.9.9.9', prefixlen: 24, scope: 'global' },
      { family: 'inet', local: '10.7.7.7', address: '10.7.7.8', prefixlen: 32, scope: 'global' },
      { family: 'inet6', local: 'fe80::1', prefixlen: 64, scope: 'link' },
    ],
  },
];
const four = [
  { dst: 'default', gateway: '192.0.2.1', protocol: 'dhcp', metric: 100, flags: [] },
  { dst: '192.0.2.0/24', protocol: 'kernel', scope: 'link', prefsrc: '192.0.2.17', flags: [] },
  { dst: '10.50.0.0/16', gateway: '192.0.2.254', flags: [] },
  { dst: '203.0.113.7', protocol: 'static', scope: 'link', metric: 50, prefsrc: '10.9.9.9', flags: ['onlink'] },
  { dst: '10.60.0.0/16', nexthops: [{ gateway: '192.0.2.2' }], flags: [] },
  { dst: '10.61.0.0/16', via: { family: 'inet6', host: 'fe80::2' }, flags: [] },
];
const six = [{ dst: '2001:db8:5::/48', gateway: '2001:db8::1', metric: 1024, flags: [] }];

/** A host whose link has all of these; `add` says what `ip ... add` does. */
function host(add: (argv: readonly string[]) => ReturnType<typeof ok> = () => ok(), shown: unknown = four): System {
  return {
    ...world().system,
    run: async (argv) => {
      if (argv.includes('add')) return add(argv);
      return ok(JSON.stringify(argv.includes('addr') ? addr : argv.includes('-6') ? six : shown));
    },
  };
}

const commands = [
  'addr add 10.9.9.9/24 dev enp3s0',
  'addr add 10.7.7.7 peer 10.7.7.8/32 dev enp3s0',
  'route add 10.50.0.0/16 via 192.0.2.254 dev enp3s0',
  'route add 203.0.113.7 dev enp3s0 proto static metric 50 src 10.9.9.9 scope link onlink',
  '-6 route add 2001:db8:5::/48 via 2001:db8::1 dev enp3s0 metric 1024',
];

describe('what no lease gives back', () => {
  it('is each address and route that neither a lease, a router nor the kernel made', async () => {
    const read = await readStatic(host(), 'enp3s0');
    expect(read.commands.map((words) => words.join(' '))).toEqual(commands);
    expect(read.routes).toEqual(['10.50.0.0/16 via 192.0.2.254', '203.0.113.7', '2001:db8:5::/48 via 2001:db8::1']);
  });

  it('is nothing where ip says nothing that can be read', async () => {
    const broken: System = { ...host(), run: async () => ok('Object "-j" is unknown') };
    expect(await readStatic(broken, 'enp3s0')).toEqual({ commands: [], routes: [] });
  });

  it('is missed on a bridge that lacks one of the routes', async () => {
    const fixed = await readStatic(host(), 'enp3s0');
    expect(await lostRoute(fixed, 'xenbr0', host())).toBeUndefined();
    expect(await lostRoute(fixed, 'xenbr0', host(undefined, four.slice(0, 3)))).toMatch(/203\.0\.113\.7 is not over xenbr0/);
  });

  it('is given again until a look finds it there: a network manager may drop it meanwhile', async () => {
    jest.useFakeTimers();
    try {
      const tries: string[] = [];
      const add = (argv: readonly string[]) => {
        tries.push(argv.join(' '));
        if (tries.length <= commands.length) return ok();
        return fail(argv.includes('addr') ? 'Error: ipv4: Address already assigned.' : 'RTNETLINK answers: File exists', 2);
      };
      const done = giveBack(await readStatic(host(), 'enp3s0'), host(add));
      await jest.advanceTimersByTimeAsync(60_000);
      await done;
      expect(tries).toHaveLength(2 * commands.length);
    } finally {
      jest.useRealTimers();
    }
  });

  it('is in the script of the timer, after the commands of the network manager', async () => {
    const folder = mkdtempSync(`${tmpdir()}/archxen-static-`);
    try {
      const text = revertText(
        { files: [], reload: [['ip', 'reload']], down: [['ip', 'down']], expect: { bridge: 'no-such-bridge', addresses: [] } },
        await readStatic(host(), 'enp3s0'),
      );
      writeFileSync(`${folder}/ip`, `#!/bin/sh\necho "$*" >> ${folder}/ran\n`, { mode: 0o755 });
      writeFileSync(`${folder}/sleep`, '#!/bin/sh\n', { mode: 0o755 });
      writeFileSync(`${folder}/revert.sh`, text.replace('PATH=', `PATH=${folder}:`));
      execFileSync('sh', [`${folder}/revert.sh`], { stdio: 'ignore' });
      const ran = readFileSync(`${folder}/ran`, 'utf8').trim().split('\n');
      expect(ran.slice(0, 2 + commands.length)).toEqual(['reload', 'down', ...commands]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
