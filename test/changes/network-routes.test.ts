import { describe, expect, it } from '@jest/globals';
import { lost, reach } from '../../src/changes/network-probe.ts';
import { parseNetworkState, unmet } from '../../src/changes/network-state.ts';
import { ok, world } from '../engine/world.ts';

const links = JSON.stringify([
  { ifname: 'enp3s0', master: 'xenbr0' },
  { ifname: 'xenbr0', addr_info: [{ local: '192.0.2.17', prefixlen: 24 }] },
]);
const expected = { bridge: 'xenbr0', port: 'enp3s0', addresses: ['192.0.2.17/24'] };

interface Way {
  readonly dev?: string;
  readonly gateway?: string;
  readonly metric?: number;
  readonly type?: string;
  readonly nexthops?: readonly object[];
}

const over = (dev: string, gateway: string, metric?: number): Way => ({ dev, gateway, ...(metric !== undefined && { metric }) });

function stateOf(four: readonly Way[], six: readonly Way[] = []) {
  const [ipv4, ipv6] = [four, six].map((ways) => JSON.stringify(ways.map((way) => ({ dst: 'default', ...way }))));
  const state = parseNetworkState(links, ipv4 ?? '', ipv6);
  if (state === undefined) throw new Error('no state');
  return state;
}

describe('the default routes that a bridge must have', () => {
  const gateway6 = 'fe80::1';

  it.each([
    ['the router is heard, and announces no address', [over('xenbr0', gateway6, 512)], undefined],
    ['it is not heard yet', [], 'there is no IPv6 default route over xenbr0 to fe80::1'],
    ['one of the same address is on another link', [over('wlan0', gateway6, 600)], 'there is no IPv6 default route over xenbr0 to fe80::1'],
    ['another one is heard', [over('xenbr0', 'fe80::2', 512)], 'there is no IPv6 default route over xenbr0 to fe80::1'],
    ['it is one of two', [{ metric: 512, nexthops: [over('xenbr0', 'fe80::2'), over('xenbr0', gateway6)] }], undefined],
    ['the kernel has one that leads nowhere', [{ type: 'unreachable', dev: 'lo', metric: 1 }, over('xenbr0', gateway6, 512)], undefined],
  ])('IPv6: %s', (_what, six, missing) => {
    // IPv4's route is no stand-in.
    expect(unmet(stateOf([over('xenbr0', '192.0.2.1')], six), { ...expected, gateway: '192.0.2.1', gateway6 })).toBe(missing);
  });

  it('IPv6 decides nothing where it led over no router before', () => {
    expect(unmet(stateOf([over('xenbr0', '192.0.2.1')]), { ...expected, gateway: '192.0.2.1' })).toBeUndefined();
  });

  const modem = { dev: 'wwan0', metric: 700 };

  it.each([
    ['a lesser one over another link', [over('xenbr0', '192.0.2.1', 40100), over('wlan0', '198.51.100.1', 20600)], 'wlan0'],
    ['a lesser one without a gateway', [over('xenbr0', '192.0.2.1', 20100), modem], 'wwan0'],
    ['an equal one', [over('wlan0', '198.51.100.1', 100), over('xenbr0', '192.0.2.1', 100)], undefined],
    ['a greater one', [over('xenbr0', '192.0.2.1', 100), modem], undefined],
    ['one without a metric, which is the least of all', [over('xenbr0', '192.0.2.1', 100), over('wlan0', '198.51.100.1')], 'wlan0'],
  ])('come first: beside %s', (_what, ways, link) => {
    const told = (what: string): string | undefined => link && `the ${what} is over ${link}, not over xenbr0`;
    expect(unmet(stateOf(ways), { ...expected, gateway: '192.0.2.1' })).toBe(told('default route'));
    expect(unmet(stateOf([], ways), { ...expected, gateway6: '192.0.2.1' })).toBe(told('IPv6 default route'));
  });
});

describe('routers of one address on two links', () => {
  const two = stateOf([], [over('xenbr0', 'fe80::1', 512), over('wlan0', 'fe80::1', 600), over('wlan0', 'fe80::1', 1024)]);
  const answersOn = (...there: readonly string[]) => {
    const { system } = world();
    const run: typeof system.run = async (argv) =>
      ok(argv[2] === 'neigh' && there.includes(argv.at(-1) ?? '') ? '[{"lladdr":"02:00:00:00:00:01"}]' : '[]');
    return reach({ ...system, run }, two);
  };

  it('are asked once on each link, and both have to answer', async () => {
    const both = await answersOn('xenbr0', 'wlan0');
    expect(both.gateways).toEqual(['fe80::1', 'fe80::1']);
    expect(lost(both, both)).toBeUndefined();
    expect(lost(both, await answersOn('wlan0'))).toBe('the gateway fe80::1 does not answer any more');
    expect(lost(await answersOn('wlan0'), await answersOn('wlan0'))).toBeUndefined();
  });
});
