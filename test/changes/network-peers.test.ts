import { describe, expect, it } from '@jest/globals';
import { overUplink } from '../../src/changes/network-peers.ts';
import type { NetworkState } from '../../src/changes/network-state.ts';
import type { NetworkChange } from '../../src/core/change-network.ts';
import { everyKind } from '../engine/plans.ts';

const found = everyKind.find((one): one is NetworkChange => one.kind === 'network');
if (found === undefined) throw new Error('no network change among all kinds');
const change: NetworkChange = found;

describe('a connection over the uplink', () => {
  const state: NetworkState = {
    links: [
      { name: 'lo', master: undefined, carrier: true, addresses: ['127.0.0.1/8', '::1/128'] },
      { name: 'enp3s0', master: undefined, carrier: true, addresses: ['192.0.2.17/24', '2001:db8::17/64', 'fe80::17/64'] },
      { name: 'enp3s0.9', master: undefined, carrier: true, addresses: ['10.9.0.2/24', 'fe80::17/64'] },
    ],
    gateways: [],
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
