import type { Facts } from '../core/facts.ts';
import type { NetworkManagerId } from '../core/facts-network.ts';
import type { Refused } from './backend.ts';

/** How the other of two managers of the uplink is turned off. */
export const turnOff = (facts: Facts, other: NetworkManagerId): string =>
  `systemctl disable --now ${other === 'dhcpcd' && forUplinkAlone(facts) ? `dhcpcd@${facts.network.uplink}` : other}`;

/** dhcpcd for all interfaces gives a bridge of the guests an address from whoever answers there; undefined: it does not run so. */
export function takenByAll(facts: Facts, bridge: string): Refused | undefined {
  const { manager, contestedBy } = facts.network;
  if (contestedBy !== 'dhcpcd' || forUplinkAlone(facts)) return undefined;
  return {
    refused: `dhcpcd runs for all interfaces, so for ${bridge} too`,
    hint: `${manager} has the uplink: at the console, turn the other off (${turnOff(facts, 'dhcpcd')}), then run archxen again.`,
  };
}

/** An instance of dhcpcd's unit for one interface, and not the service. */
function forUplinkAlone({ units }: Facts): boolean {
  const service = units['dhcpcd.service'];
  return service !== undefined && service.active !== 'active' && service.enabled !== 'enabled';
}
