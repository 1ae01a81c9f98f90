import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { bind } from '../../src/changes/index.ts';
import { revertText } from '../../src/changes/network-revert.ts';
import { parseNetworkState, remains, unmet } from '../../src/changes/network-state.ts';
import { nothingFixed } from '../../src/changes/network-static.ts';
import type { NetworkChange } from '../../src/core/change-network.ts';
import type { System } from '../../src/system/port.ts';
import { everyKind } from '../engine/plans.ts';
import { firstTree, ok, put, state, text, world } from '../engine/world.ts';
import { told } from './context.ts';

const found = everyKind.find((change): change is NetworkChange => change.kind === 'network');
if (found === undefined) throw new Error('no network change among all kinds');
const change: NetworkChange = found;
const script = '/run/archxen/network-revert.sh';

afterEach(() => {
  jest.useRealTimers();
});

/** Applies it and lets time pass; gives what it threw, if anything. */
async function tried(system: System, overrides: Parameters<typeof told>[1] = {}, seconds = 0): Promise<unknown> {
  jest.useFakeTimers();
  const result = bind(change)
    .apply(told(system, overrides).context)
    .then(
      () => undefined,
      (error: unknown) => error,
    );
  await jest.advanceTimersByTimeAsync(seconds * 1000);
  return result;
}

const asBefore = (tree: ReturnType<typeof firstTree>): void => {
  expect(state(tree)).toEqual(state(firstTree()));
  for (const path of ['/run/timer', script, '/run/systemd/network/10-xenbr0.network'])
    expect([path, tree.has(path)]).toEqual([path, false]);
};

describe('the bridge on trial', () => {
  it('sets the timer before anything else, and stops it when it is kept', async () => {
    const { system, tree, ran } = world();
    let armed: string | undefined;
    const asked: number[] = [];
    const ask = async ({ deadline }: { deadline: number }): Promise<boolean> => {
      armed = text(tree, '/run/timer');
      asked.push(deadline);
      return true;
    };
    expect(await tried(system, { ask })).toBeUndefined();
    expect(armed).toBe(`--unit=archxen-network-revert --on-active=60s --timer-property=AccuracySec=1s /bin/sh ${script}`);
    expect(asked).toEqual([1_000_000 + 59_000]);
    const order = ran.map((argv) => argv[0]);
    expect(order.indexOf('systemd-run')).toBeLessThan(order.indexOf('net-up'));
    expect([text(tree, '/sim/net'), tree.has('/run/timer'), tree.has(script)]).toEqual(['bridged', false, false]);
    expect(await bind(change).verify(system)).toBeUndefined();
  });

  it('is taken back at once when the person says no', async () => {
    const { system, tree } = world();
    expect(await tried(system, { ask: async () => false })).toMatchObject({
      code: 'network-reverted',
      message: expect.stringContaining('nobody confirmed'),
    });
    asBefore(tree);
  });

  it('is taken back when nobody answers', async () => {
    const { system, tree } = world();
    expect(await tried(system, { ask: () => new Promise<boolean>(() => undefined) }, 60)).toMatchObject({ code: 'network-reverted' });
    asBefore(tree);
  });

  it('is taken back, and only interrupted, when archxen is stopped meanwhile', async () => {
    const { system, tree } = world();
    const stop = new AbortController();
    const ask = async (): Promise<boolean> => {
      stop.abort();
      return new Promise<boolean>(() => undefined);
    };
    expect(await tried(system, { ask, signal: stop.signal })).toMatchObject({ code: 'interrupted' });
    asBefore(tree);
  });

  it('is taken back without asking when the network is not as expected after 20 seconds', async () => {
    const { system, tree } = world();
    const deaf: System = { ...system, run: async (argv, options) => (argv[0] === 'net-up' ? ok() : system.run(argv, options)) };
    const ask = jest.fn(async () => true);
    expect(await tried(deaf, { ask }, 25)).toMatchObject({
      code: 'network-reverted',
      message: expect.stringContaining('there is no xenbr0'),
    });
    expect(ask).not.toHaveBeenCalled();
    asBefore(tree);
  });

  it('waits for an address that comes late', async () => {
    const { system, tree } = world();
    const late: System = { ...system, run: async (argv, options) => (argv[0] === 'net-up' ? ok() : system.run(argv, options)) };
    setTimeout(() => put(tree, '/sim/net', 'bridged'), 30);
    const result = bind(change).apply(told(late).context);
    expect(await result).toBe(true);
  });

  it('is taken back when a command fails, with its words', async () => {
    const { system, tree } = world();
    const broken: System = {
      ...system,
      run: async (argv, options) => (argv[0] === 'net-up' ? { ...ok(), exit: 2, stderr: 'RTNETLINK: busy' } : system.run(argv, options)),
    };
    expect(await tried(broken)).toMatchObject({ code: 'network-reverted', lines: expect.arrayContaining(['RTNETLINK: busy']) });
    asBefore(tree);
  });

  it('is not kept when the timer fired in the moment of the answer', async () => {
    const { system, tree } = world();
    const ask = async (): Promise<boolean> => {
      put(tree, '/sim/net', 'plain');
      return true;
    };
    expect(await tried(system, { ask })).toMatchObject({ code: 'network-reverted' });
    asBefore(tree);
  });

  it.each([
    ['the gateway', 'does not answer', (argv: readonly string[]) => argv[0] === 'ip' && argv[2] === 'neigh'],
    ['DNS', 'names cannot', (argv: readonly string[]) => argv[0] === 'getent'],
    ['the ssh connections', 'ssh connections', (argv: readonly string[]) => argv[0] === 'ss'],
  ])('is taken back when %s answered before and no longer does', async (_what, why, asks) => {
    const { system, tree } = world();
    const answers: System = {
      ...system,
      run: async (argv, options) => {
        const bridged = text(tree, '/sim/net') === 'bridged';
        if (argv[0] === 'ip' && argv[2] === 'neigh')
          return ok(bridged && asks(argv) ? '[]' : '[{"lladdr":"02:00:00:00:00:01","state":["STALE"]}]');
        if (argv[0] === 'getent') return bridged && asks(argv) ? { ...ok(), exit: 2 } : ok('192.0.2.80 aur\n');
        if (argv[0] === 'ss') return ok(bridged && asks(argv) ? '' : '0 0 192.0.2.17:22 198.51.100.5:50122 users:(("sshd",pid=9,fd=4))\n');
        return system.run(argv, options);
      },
    };
    expect(await tried(answers, {}, 40)).toMatchObject({ code: 'network-reverted', message: expect.stringContaining(why) });
    asBefore(tree);
  });

  it('replaces the timer that a crashed run left', async () => {
    const { system, tree } = world();
    put(tree, '/run/timer', 'of the crashed run');
    expect(await tried(system)).toBeUndefined();
    expect(text(tree, '/sim/net')).toBe('bridged');
  });

  it('cuts nobody off on the way down where the uplink is back already', async () => {
    const { system, tree, ran } = world();
    const [back] = await bind(change).inverse(system);
    if (back === undefined) throw new Error('no way back');
    put(tree, '/run/systemd/network/10-xenbr0.network', 'left over');
    await bind(back).apply(told(system).context);
    expect(ran.map(([program]) => program).filter((program) => program?.startsWith('net-'))).toEqual(['net-reload']);
    asBefore(tree);
  });

  it('leaves the way back to the checkpoint where that is on it already', async () => {
    const checkpoint = { create: ['make'], extend: ['extend'], destroy: ['destroy'] };
    const { system, tree, ran } = world();
    const late: System = {
      ...system,
      run: async (argv, options) => {
        if (argv[0] === 'make') return ok('o "/checkpoint/1"');
        if (argv[0] !== 'destroy') return system.run(argv, options);
        setTimeout(() => put(tree, '/sim/net', 'plain'), 3000);
        return { ...ok(), exit: 1, stderr: 'no such checkpoint' };
      },
    };
    jest.useFakeTimers();
    const result = bind({ ...change, checkpoint }).apply(told(late, { ask: async () => false }).context);
    const judged = expect(result).rejects.toMatchObject({ code: 'network-reverted' });
    await jest.advanceTimersByTimeAsync(20_000);
    await judged;
    expect(ran.map(([program]) => program)).not.toContain('net-down');
    asBefore(tree);
  });

  it('stops waiting for the network a second before the window ends', async () => {
    const { system, tree } = world();
    const deaf: System = {
      ...system,
      now: () => Date.now(),
      run: async (argv, options) => (argv[0] === 'net-up' ? ok() : system.run(argv, options)),
    };
    jest.useFakeTimers();
    const result = bind({ ...change, windowSeconds: 10 }).apply(told(deaf).context);
    const judged = expect(result).rejects.toMatchObject({ code: 'network-reverted' });
    const began = Date.now();
    await jest.advanceTimersByTimeAsync(10_000);
    await judged;
    expect(Date.now() - began).toBeLessThanOrEqual(10_000);
    asBefore(tree);
  });

  it('has a timer that ends a way back which is broken off', async () => {
    const { system, tree, ran } = world();
    const [back] = await bind(change).inverse(system);
    if (back === undefined) throw new Error('no way back');
    put(tree, '/sim/net', 'bridged');
    let armed: string | undefined;
    const looking: System = {
      ...system,
      run: async (argv, options) => {
        if (argv[0] === 'net-reload') armed = text(tree, '/run/timer');
        return system.run(argv, options);
      },
    };
    await bind(back).apply(told(looking).context);
    expect(armed).toContain(script);
    expect(ran.map(([program]) => program)).toContain('net-down');
    asBefore(tree);
  });

  it('is taken back where a run before it was broken off and no timer can be set any more', async () => {
    const { system, tree } = world();
    put(tree, '/sim/net', 'bridged');
    put(tree, '/run/systemd/network/10-xenbr0.network', 'of the run before');
    const without: System = {
      ...system,
      run: async (argv, options) => (argv[0] === 'systemd-run' ? { ...ok(), exit: 1, stderr: 'no bus' } : system.run(argv, options)),
    };
    expect(await tried(without)).toMatchObject({ code: 'network-reverted', lines: expect.arrayContaining(['no bus']) });
    asBefore(tree);
  });

  it('is not begun, and nothing is touched, where no timer can be set', async () => {
    const { system, tree, ran } = world();
    const without: System = {
      ...system,
      run: async (argv, options) => (argv[0] === 'systemd-run' ? { ...ok(), exit: 1, stderr: 'no bus' } : system.run(argv, options)),
    };
    expect(await tried(without)).toMatchObject({ code: 'command-failed' });
    expect(ran.map(([program]) => program).filter((program) => program?.startsWith('net-'))).toEqual([]);
    expect(text(tree, '/sim/net')).toBe('plain');
  });

  it('goes back by the same change downwards', async () => {
    const { system, tree } = world();
    const [back] = await bind(change).inverse(system);
    if (back === undefined) throw new Error('no way back');
    await tried(system);
    jest.useRealTimers();
    expect(await bind(back).verify(system)).toMatch(/still a port/);
    await bind(back).apply(told(system).context);
    expect(await bind(back).verify(system)).toBeUndefined();
    asBefore(tree);
  });
});

describe('the script that takes it back', () => {
  it('gives sh every word as it is', () => {
    const folder = mkdtempSync(`${tmpdir()}/archxen-revert-`);
    try {
      const word = fc.string({ unit: fc.constantFrom("'", '"', '$', '`', '\\', ' ', '\n', ';', '*', 'a', '-', 'é') });
      fc.assert(
        fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
          const show = `for w; do printf '%s\\0' "$w"; done > ${folder}/words`;
          writeFileSync(
            `${folder}/revert.sh`,
            revertText(
              {
                files: [],
                reload: [],
                expect: { bridge: 'b', addresses: [] },
                down: [['false'], ['no-such-program'], ['sh', '-c', show, 'sh', ...words]],
              },
              nothingFixed,
            ),
          );
          execFileSync('sh', [`${folder}/revert.sh`], { stdio: 'ignore' });
          expect(readFileSync(`${folder}/words`, 'utf8')).toBe(words.map((one) => `${one}\0`).join(''));
        }),
        { numRuns: 25 },
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.each([
    [9, 3],
    [1, 2],
  ])('waits between two commands for what a command prints, %i seconds at most', (seconds, asked) => {
    const folder = mkdtempSync(`${tmpdir()}/archxen-revert-`);
    try {
      const note = (word: string) => ['sh', '-c', `echo ${word} >> ${folder}/ran`];
      // Prints what it shall when it is asked for the third time.
      const argv = ['sh', '-c', `echo asked >> ${folder}/ran; [ "$(grep -c asked ${folder}/ran)" -lt 3 ] || echo own`];
      const awaited = { argv, prints: 'own', seconds, after: 1 };
      const text = revertText(
        { files: [], reload: [], expect: { bridge: 'b', addresses: [] }, down: [note('first'), note('second')], awaited },
        nothingFixed,
      );
      writeFileSync(`${folder}/sleep`, '#!/bin/sh\n', { mode: 0o755 });
      writeFileSync(`${folder}/revert.sh`, text.replace('PATH=', `PATH=${folder}:`));
      execFileSync('sh', [`${folder}/revert.sh`], { stdio: 'ignore' });
      expect(readFileSync(`${folder}/ran`, 'utf8').split('\n')).toEqual(['first', ...new Array(asked).fill('asked'), 'second', '']);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('removes the files before it runs the commands', () => {
    const lines = revertText(change, nothingFixed).split('\n');
    expect(lines.indexOf("rm -f -- '/run/systemd/network/10-xenbr0.network'")).toBeGreaterThan(0);
    expect(lines.indexOf("rm -f -- '/run/systemd/network/10-xenbr0.network'")).toBeLessThan(lines.indexOf("'net-down'"));
  });
});

describe('the script where others may have taken it back', () => {
  /** Runs it with an `ip` that shows this address on the uplink, and says whether it went on. `lo` is a device of every computer. */
  function goesOn(bridge: string, shown: string): boolean {
    const folder = mkdtempSync(`${tmpdir()}/archxen-revert-`);
    try {
      const expect = { bridge, port: 'uplink', addresses: ['192.0.2.17/24'] };
      const text = revertText({ files: [], reload: [], down: [['touch', `${folder}/went-on`]], expect }, nothingFixed);
      writeFileSync(`${folder}/ip`, `#!/bin/sh\necho '2: uplink    inet ${shown} brd 192.0.2.255 scope global uplink'\n`, { mode: 0o755 });
      writeFileSync(`${folder}/sleep`, '#!/bin/sh\n', { mode: 0o755 });
      writeFileSync(`${folder}/revert.sh`, text.replace('PATH=', `PATH=${folder}:`));
      execFileSync('sh', [`${folder}/revert.sh`], { stdio: 'ignore' });
      return existsSync(`${folder}/went-on`);
    } finally {
      rmSync(folder, { recursive: true });
    }
  }

  it('does nothing where the uplink is back already, and everything where its address never comes', () => {
    expect(goesOn('no-such-bridge', '192.0.2.17/24')).toBe(false);
    expect(goesOn('no-such-bridge', '192.0.2.170/24')).toBe(true);
    expect(goesOn('no-such-bridge', '192.0.2.17/2')).toBe(true);
    expect(goesOn('lo', '192.0.2.17/24')).toBe(true);
  });

  it('asks nothing where the uplink was not moved', () => {
    expect(
      revertText({ files: [], reload: [], down: [], expect: { bridge: 'b', addresses: ['192.0.2.17/24'] } }, nothingFixed),
    ).not.toContain('while [');
  });
});

describe('what ip says', () => {
  const sample = (name: string): string =>
    readFileSync(new URL(`../samples/iproute61-ip-j-${name}.json`, import.meta.url), 'utf8')
      .replace(/^\$.*\n/, '')
      .replace(/\[exit \d+\]\s*$/, '');
  const expected = { bridge: 'xenbr0', port: 'enp5s0', addresses: ['192.168.50.105/24'], gateway: '192.168.50.1' };
  const bridged = parseNetworkState(sample('addr-bridged'), sample('route-bridged'));
  const plain = parseNetworkState(sample('addr'), sample('route'));

  it('holds, or says what does not', () => {
    if (bridged === undefined || plain === undefined) throw new Error('a sample was not read');
    expect(unmet(bridged, expected)).toBeUndefined();
    expect([remains(bridged, expected), remains(plain, expected)]).toEqual(['enp5s0 is still a port of xenbr0', undefined]);
    expect(unmet(plain, expected)).toBe('there is no xenbr0');
    expect(unmet(bridged, { ...expected, port: 'lo' })).toBe('lo is not a port of xenbr0');
    expect(unmet(bridged, { ...expected, addresses: ['10.0.0.1/8'] })).toBe('xenbr0 has no address 10.0.0.1/8');
    expect(unmet({ ...bridged, defaultRoutes: [] }, expected)).toMatch(/no default route/);
    expect(unmet({ ...bridged, defaultRoutes: [] }, { ...expected, gateway: undefined })).toBeUndefined();
  });

  it('is not read when it is not what ip prints', () => {
    expect(parseNetworkState('Object "-j" is unknown', '[]')).toBeUndefined();
    expect(parseNetworkState('{}', '[]')).toBeUndefined();
    expect(parseNetworkState('[{},{"ifname":"lo"}]', '')).toEqual({
      links: [{ name: 'lo', master: undefined, carrier: true, addresses: [] }],
      gateways: [],
      defaultRoutes: [],
    });
  });
});
