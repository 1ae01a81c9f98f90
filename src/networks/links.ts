import type { Facts } from '../core/facts.ts';
import type { LinkFacts } from '../core/facts-network.ts';

export const linkOf = (facts: Facts, name: string): LinkFacts | undefined => facts.network.links.find((link) => link.name === name);

/** Kinds of links that can be a port of a bridge and carry an address of the host. */
const portable: readonly LinkFacts['kind'][] = ['ethernet', 'vlan', 'bond'];

export const canBePort = ({ kind }: LinkFacts): boolean => portable.includes(kind);

/** The bridge that carries the default route, if it is one. */
export function uplinkBridge(facts: Facts): LinkFacts | undefined {
  const link = facts.network.uplink === undefined ? undefined : linkOf(facts, facts.network.uplink);
  return link?.kind === 'bridge' ? link : undefined;
}

/** The wired link (a card, a VLAN, a bond) behind the default route: the uplink itself, or the port of the bridge that has it. */
export function wiredUplink(facts: Facts): LinkFacts | undefined {
  const bridge = uplinkBridge(facts);
  if (bridge !== undefined) return facts.network.links.find((link) => link.master === bridge.name && canBePort(link));
  const link = facts.network.uplink === undefined ? undefined : linkOf(facts, facts.network.uplink);
  return link !== undefined && canBePort(link) ? link : undefined;
}

/** The link whose settings were read: that of the default route, else the one wired card (as the facts take it). */
export function settingsOf({ network: { uplink, links } }: Facts): string | undefined {
  const wired = links.filter(({ kind }) => kind === 'ethernet');
  return uplink ?? (wired.length === 1 ? wired[0]?.name : undefined);
}

/** Does a name in a firewall's rule stand for this link? nft ends a pattern with `*`, iptables with `+`. */
export const namesLink = (named: string, link: string): boolean =>
  /[*+]$/.test(named) ? link.startsWith(named.slice(0, -1)) : named === link;

/** Addresses that others can reach, with prefix length. */
export const globalAddresses = (link: LinkFacts): readonly string[] =>
  link.addresses.filter(({ scope }) => scope === 'global').map(({ address }) => address);
