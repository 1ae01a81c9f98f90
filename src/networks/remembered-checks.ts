import type { NetworkExpectation } from '../core/change-network.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { linkOf } from './links.ts';

/** What differs from the network as it was when the bridge was made: its addresses and its gateways. */
export function rememberedChecks(facts: Facts, { bridge, addresses, gateway, gateway6 }: NetworkExpectation): readonly Check[] {
  const device = linkOf(facts, bridge);
  // That there is no bridge is told by others.
  if (device === undefined) return [];
  const now = device.addresses.filter(({ scope }) => scope === 'global');
  const missing = addresses.filter((address) => !now.some((each) => each.address === address));
  const leased = now.filter(({ dynamic, family }) => dynamic && family === 4).map(({ address }) => address);
  return [
    ...(missing.length === 0 ? [] : [address(bridge, missing, leased)]),
    ...route(facts, gateway),
    ...route6(facts, bridge, gateway6),
  ];
}

const address = (bridge: string, missing: readonly string[], leased: readonly string[]): Check => ({
  id: 'network.address',
  title: 'Address',
  state: leased.length > 0 ? 'warn' : 'fail',
  detail: leased.length > 0 ? `${bridge} has ${leased[0]} now` : `${bridge} lost ${missing[0]}`,
  reason: `it had ${missing.join(', ')} when the bridge was made`,
  hint:
    leased.length > 0
      ? 'The DHCP server gave another address. A reservation for the MAC address of the bridge keeps it.'
      : `See ip addr show ${bridge}; archxen rollback puts the network back as it was.`,
  evidence: ['ip -j addr'],
});

function route({ network }: Facts, gateway: string | undefined): readonly Check[] {
  if (gateway === undefined || network.gateway === gateway) return [];
  return [
    {
      id: 'network.gateway',
      title: 'Gateway',
      state: network.gateway === undefined ? 'fail' : 'warn',
      detail: network.gateway === undefined ? 'there is no default route' : `the default route goes to ${network.gateway}`,
      reason: `it went to ${gateway} when the bridge was made`,
      hint: 'See ip route. If the network has changed, that is right.',
      evidence: ['ip -j route'],
    },
  ];
}

/** The same for IPv6. */
function route6({ network }: Facts, bridge: string, gateway6: string | undefined): readonly Check[] {
  if (gateway6 === undefined || network.gateway6 === gateway6) return [];
  const lost = network.gateway6 === undefined;
  return [
    {
      id: 'network.gateway6',
      title: 'IPv6 gateway',
      state: lost ? 'fail' : 'warn',
      detail: lost ? `the IPv6 default route is not over ${bridge}` : `the IPv6 default route goes to ${network.gateway6}`,
      reason: `it went to ${gateway6} when the bridge was made`,
      hint: lost
        ? `See ip -6 route. It may come from a router that announces itself: does ${bridge} listen (accept_ra)?`
        : 'See ip -6 route. If the network has changed, that is right.',
      evidence: ['ip -j -6 route'],
    },
  ];
}
