import type { NetworkChange } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import type { Chosen, Refused } from './backend.ts';
import { takenByAll } from './contested.ts';
import { globalAddresses, linkOf } from './links.ts';
import { firstFree, inside } from './subnets.ts';

/**
 * A bridge of this name: `done` when it is as it shall be, a refusal when it is another thing, or when another manager would take
 * it; undefined: there is none, and it can be made.
 */
export function takenName(facts: Facts, { network: { bridge, subnet } }: Chosen): 'done' | Refused | undefined {
  const there = linkOf(facts, bridge);
  if (there === undefined) return takenByAll(facts, bridge);
  if (there.kind === 'bridge' && globalAddresses(there).includes(subnet)) return 'done';
  return {
    refused: `an interface ${bridge} is there already, without the address ${subnet}`,
    hint: `Remove ${bridge}, or choose another name for the bridge.`,
  };
}

/** The uplink is not touched, so nobody can be cut off: what is read back decides whether it stays. */
export const routedTrial = (
  { network: { bridge, subnet, windowSeconds } }: Chosen,
  parts: Pick<NetworkChange, 'manager' | 'files' | 'reload' | 'up' | 'down' | 'checkpoint'>,
): NetworkChange => ({
  kind: 'network',
  id: 'network.trial',
  title: `Make the bridge ${bridge} with the subnet ${subnet} behind this host`,
  why: 'guests get addresses and DNS from this host and go out under its address',
  direction: 'up',
  windowSeconds,
  keptBy: 'read-back',
  expect: { bridge, addresses: [subnet] },
  ...parts,
});

/** The address of the bridge in the first of a few private subnets that no address of this host lies in. */
export function freeSubnet({ network: { links } }: Facts, own: string): string {
  const used = links.filter(({ name }) => name !== own).flatMap(({ addresses }) => addresses.map(({ address }) => address));
  return firstFree(used);
}

/** Where a bridge would not do, and why; undefined: nothing speaks against one. */
export function whyRouted(facts: Facts): string | undefined {
  const { uplink, gateway } = facts.network;
  const card = uplink === undefined ? undefined : linkOf(facts, uplink);
  if (card === undefined) return 'there is no uplink that could be a port of a bridge';
  if (card.kind === 'wifi') return `${card.name} is a Wi-Fi card, and an access point takes frames from one address only`;
  const provider = filteringProvider(facts);
  if (provider !== undefined) return `${provider} lets only the address of the card itself through`;
  const own = globalAddresses(card).find((address) => !address.includes(':'));
  // A host route to the gateway: the provider routes to this card alone.
  if (own !== undefined && gateway !== undefined && !inside(gateway, own)) {
    return `${own} is routed to the card of this host alone (its gateway ${gateway} is outside)`;
  }
  return undefined;
}

/** Providers whose networks drop frames from addresses that they did not give out, by what the firmware says of the machine. */
const filtering =
  /\b(Hetzner|OVH(cloud)?|Scaleway|Amazon EC2|Google Compute Engine|DigitalOcean|Vultr|Linode|Akamai|UpCloud|OracleCloud|Alibaba Cloud)\b/i;

const filteringProvider = ({ hardware: { vendor, product } }: Facts): string | undefined => filtering.exec(`${vendor} ${product}`)?.[0];
