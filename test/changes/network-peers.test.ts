import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { bind } from '../../src/changes/index.ts';
import { overUplink } from '../../src/changes/network-peers.ts';
import type { NetworkState } from '../../src/changes/network-state.ts';
import type { NetworkChange } from '../../src/core/change-network.ts';
import type { Ask } from '../../src/core/event.ts';
import type { System } from '../../src/system/port.ts';
import { everyKind } from '../engine/plans.ts';
import { ok, text, world } from '../engine/world.ts';
import { told } from './context.ts';

const found = everyKind.find((one): one is NetworkChange => one.kind === 'network');
if (found === undefined) throw new Error('no network change among all kinds');
const change: NetworkChange = found;

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

interface Connection {
  /** Our end and the peer's. */
  readonly ends: string;
  /** When anything last came over it, by performance.now(). */
  last: number;
}

/** A host with these ssh connections; `onUp` while the network changes, `ended` from then on. */
function hostWith(
  connections: readonly Connection[],
  { onUp, ended = [] }: { onUp?: () => Promise<void>; ended?: readonly Connection[] } = {},
) {
  const { system, tree } = world();
  const run: System['run'] = async (argv, options) => {
    if (argv[0] === 'net-up') await onUp?.();
    if (argv[0] !== 'ss') return system.run(argv, options);
    const alive = text(tree, '/sim/net') === 'bridged' ? connections.filter((one) => !ended.includes(one)) : connections;
    const shown = (last: number): string =>
      argv[1] === '-Htnp' ? 'users:(("sshd-session",pid=9,fd=4))' : `cubic lastsnd:4 lastrcv:900000 lastack:${performance.now() - last}`;
    return ok(alive.map(({ ends, last }) => `0 0 ${ends} ${shown(last)}\n`).join(''));
  };
  return { ...system, now: () => Date.now(), run };
}

const seconds = (count: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, count * 1000));
const overUs = (): Connection => ({ ends: '192.0.2.17:22 198.51.100.5:50122', last: performance.now() });

/** What the question hears, while `meanwhile` happens, and how the change ends. */
async function hears(system: System, meanwhile?: () => Promise<void>) {
  const answers: (boolean | undefined)[] = [];
  const ask = async ({ heard }: Ask): Promise<boolean> => {
    const [answer] = await Promise.all([heard?.(), meanwhile?.()]);
    answers.push(answer);
    return true;
  };
  const end = bind(change)
    .apply(told(system, { ask }).context)
    .then(
      () => 'kept',
      ({ message }: Error) => message,
    );
  await jest.advanceTimersByTimeAsync(59_000);
  return { answers, end: await end };
}

describe('whoever is connected by ssh', () => {
  it('was heard when anything came after the port was in the bridge', async () => {
    const peer = overUs();
    const meanwhile = async (): Promise<void> => {
      await seconds(9);
      peer.last = performance.now();
    };
    expect(await hears(hostWith([peer]), meanwhile)).toEqual({ answers: [true], end: 'kept' });
  });

  it('was not heard when something came only while the network was changed: that came over the old one', async () => {
    const peer = overUs();
    const onUp = async (): Promise<void> => {
      await seconds(1);
      peer.last = performance.now();
      await seconds(1);
    };
    expect((await hears(hostWith([peer], { onUp }))).answers).toEqual([false]);
  });

  it('is not stood in for by a session over another card or from this host to itself', async () => {
    const peer = overUs();
    const others = ['10.9.0.2:22 10.9.0.1:40000', '127.0.0.1:22 127.0.0.1:40001', '192.0.2.17:22 192.0.2.17:40002'].map((ends) => ({
      ends,
      last: 0,
    }));
    const lively = async (): Promise<void> => {
      for (let waited = 0; waited < 40; waited++) {
        await seconds(1);
        for (const other of others) other.last = performance.now();
      }
    };
    expect((await hears(hostWith([peer, ...others]), lively)).answers).toEqual([false]);
    expect((await hears(hostWith(others), lively)).answers).toEqual([undefined]);
    expect((await hears(hostWith([peer, ...others], { ended: [peer] }))).end).toMatch('the ssh connections to this host are gone');
  });

  it('is not waited for longer than the window', async () => {
    const asked: number[] = [];
    const ask = async ({ heard, deadline }: Ask): Promise<boolean> => {
      await heard?.();
      asked.push(Date.now() - deadline);
      return true;
    };
    const short = bind({ ...change, windowSeconds: 10 }).apply(told(hostWith([overUs()]), { ask }).context);
    const judged = expect(short).rejects.toMatchObject({ code: 'network-reverted' });
    await jest.advanceTimersByTimeAsync(30_000);
    await judged;
    expect(asked).toEqual([expect.closeTo(0, -3)]);
  });
});

describe('a connection over the uplink', () => {
  const state: NetworkState = {
    links: [
      { name: 'lo', master: undefined, carrier: true, addresses: ['127.0.0.1/8', '::1/128'] },
      { name: 'enp3s0', master: undefined, carrier: true, addresses: ['192.0.2.17/24', '2001:db8::17/64', 'fe80::17/64'] },
      { name: 'enp3s0.9', master: undefined, carrier: true, addresses: ['10.9.0.2/24', 'fe80::17/64'] },
    ],
    gateways: [],
    defaultRoutes: [],
  };
  const { expect: wanted } = change;

  it.each([
    ['192.0.2.17:22 198.51.100.5:50122', true],
    ['[::ffff:192.0.2.17]:22 [::ffff:198.51.100.5]:50122', true],
    ['[2001:db8::17]:22 [2001:db8::5]:50122', true],
    ['[fe80::17]%enp3s0:22 [fe80::5]:50122', true],
    ['[fe80::17]%enp3s0.9:22 [fe80::5]:50122', false],
    ['10.9.0.2:22 10.9.0.1:50122', false],
    ['[::1]:22 [::1]:50122', false],
    ['192.0.2.17:22 192.0.2.17:50122', false],
    ['[::ffff:192.0.2.17]:22 [::ffff:10.9.0.2]:50122', false],
  ])('%s: %s', (ends, is) => {
    expect(overUplink([ends], state, wanted)).toEqual(is ? [ends] : []);
  });

  it('is any where the uplink is left alone', () => {
    const routed = { bridge: 'xenbr0', addresses: ['10.55.0.1/24'] };
    expect(overUplink(['192.0.2.17:22 198.51.100.5:50122'], state, routed)).toHaveLength(1);
  });
});
