import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { Chosen } from './backend.ts';
import { guestFirewallChecks } from './guest-firewall.ts';
import { globalAddresses, linkOf } from './links.ts';

/** Is the guests' subnet there, and does this host forward? */
export function routedChecks(facts: Facts, { network }: Chosen, tells: string): readonly Check[] {
  const { bridge, subnet } = network;
  const device = linkOf(facts, bridge);
  const wrong =
    device?.kind !== 'bridge'
      ? `there is no bridge ${bridge}`
      : !globalAddresses(device).includes(subnet)
        ? `${bridge} has no address ${subnet}`
        : facts.network.failedLinks?.includes(bridge) === true
          ? `systemd-networkd gave up on ${bridge}, so guests get no addresses; networkctl reconfigure ${bridge} mends it`
          : facts.network.forwarding === false
            ? 'this host forwards no packets'
            : undefined;
  const base = { id: 'network.bridge', title: 'Bridge', evidence: ['ip -j addr', '/proc/sys/net/ipv4/ip_forward'] };
  if (wrong === undefined)
    return [{ ...base, state: 'pass', detail: `${bridge} with ${subnet}, routed` }, ...guestFirewallChecks(facts, { network })];
  return [
    {
      ...base,
      state: 'fail',
      detail: wrong,
      reason: 'guests would not get out',
      hint: `See ${tells}.`,
    },
  ];
}
