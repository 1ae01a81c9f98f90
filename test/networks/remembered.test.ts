import { expect, it } from '@jest/globals';
import { rememberedChecks } from '../../src/networks/remembered-checks.ts';
import { sampleFacts } from '../support/sample-facts.ts';

const was = { bridge: 'xenbr0', port: 'enp3s0', addresses: ['192.0.2.17/24'], gateway: '192.0.2.1' };
const with_ = (address: string, dynamic: boolean, gateway?: string, gateway6?: string) =>
  sampleFacts({
    network: {
      uplink: 'xenbr0',
      gateway,
      gateway6,
      links: [
        {
          name: 'xenbr0',
          kind: 'bridge',
          mac: '52:54:00:12:34:56',
          up: true,
          carrier: true,
          addresses: [{ address, dynamic, family: 4, scope: 'global' }],
        },
      ],
    },
  });

it.each([
  ['nothing', with_('192.0.2.17/24', true, '192.0.2.1'), []],
  ['another lease', with_('192.0.2.99/24', true, '192.0.2.1'), ['network.address warn xenbr0 has 192.0.2.99/24 now']],
  ['a static address that is gone', with_('10.0.0.1/8', false, '192.0.2.1'), ['network.address fail xenbr0 lost 192.0.2.17/24']],
  ['no default route', with_('192.0.2.17/24', true), ['network.gateway fail there is no default route']],
  ['another router', with_('192.0.2.17/24', true, '192.0.2.254'), ['network.gateway warn the default route goes to 192.0.2.254']],
  ['no bridge at all, which is told elsewhere', sampleFacts(), []],
])('names what differs: %s', (_what, facts, found) => {
  expect(rememberedChecks(facts, was).map(({ id, state, detail }) => `${id} ${state} ${detail}`)).toEqual(found);
});

it.each([
  ['nothing', 'fe80::1', []],
  ['no default route', undefined, ['network.gateway6 fail the IPv6 default route is not over xenbr0']],
  ['another router', 'fe80::2', ['network.gateway6 warn the IPv6 default route goes to fe80::2']],
])('names what differs of IPv6: %s', (_what, gateway6, found) => {
  const checks = rememberedChecks(with_('192.0.2.17/24', true, '192.0.2.1', gateway6), { ...was, gateway6: 'fe80::1' });
  expect(checks.map(({ id, state, detail }) => `${id} ${state} ${detail}`)).toEqual(found);
});
