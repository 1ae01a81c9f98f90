import type { NetworkExpectation } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import type { LinkFacts } from '../core/facts-network.ts';
import type { Chosen, Refused } from './backend.ts';
import { turnOff } from './contested.ts';
import { canBePort, linkOf, settingsOf } from './links.ts';
import { renamed } from './renaming.ts';

/** The link that shall become a port, `done` when it is one already, or why it cannot: the same for every network manager. */
export function uplinkToMove(facts: Facts, { network: { bridge, uplink } }: Chosen): LinkFacts | 'done' | Refused {
  const card = linkOf(facts, uplink);
  if (card?.master === bridge) return 'done';
  if (card === undefined)
    return { refused: `there is no interface ${uplink || '(none chosen)'}`, hint: 'Choose a wired interface: archxen facts lists them.' };
  const { manager, contestedBy } = facts.network;
  if (contestedBy !== undefined) {
    return {
      refused: `${manager} and ${contestedBy} both configure ${uplink}`,
      hint: `At the console, turn one of them off (${turnOff(facts, contestedBy)}), then run archxen again: the other would take the bridge apart.`,
    };
  }
  if (!canBePort(card)) {
    const reason = card.kind === 'wifi' ? 'a Wi-Fi card cannot be a port of a bridge' : `${uplink} is no wired card (${card.kind})`;
    return { refused: reason, hint: 'Choose a wired uplink, or leave the network as it is.' };
  }
  if (card.master !== undefined) {
    return {
      refused: `${uplink} is a port of ${card.master} already`,
      hint: `Choose ${card.master} as the bridge in Other values, or leave the network as it is.`,
    };
  }
  const settled = settingsOf(facts);
  // The bridge would get that link's addresses and gateway, with a card as its port that nobody answers on.
  if (uplink !== settled) {
    return {
      refused: `the default route goes over ${settled ?? 'no link that is known'}, not over ${uplink}`,
      hint: `Only the uplink of the default route can be moved. A bridge over ${uplink} can be made by hand; guests can use it beside this one.`,
    };
  }
  if (linkOf(facts, bridge) !== undefined) {
    return {
      refused: `an interface ${bridge} is there already, without ${uplink} as its port`,
      hint: `Remove ${bridge}, or choose another name for the bridge.`,
    };
  }
  return renamed(facts, card, bridge) ?? card;
}

/**
 * The addresses that must come back. IPv6 addresses that are made up by the host or leased may be others on the bridge
 * (privacy extensions, another DHCPv6 identity); nobody can rely on them, so they decide nothing.
 */
const lastingAddresses = (card: LinkFacts): readonly string[] =>
  card.addresses.filter(({ scope, family, dynamic }) => scope === 'global' && (family === 4 || !dynamic)).map(({ address }) => address);

/** The card is a port of the bridge, and what led over the card leads over the bridge. */
export const expectationOf = ({ network: { gateway, gateway6 } }: Facts, bridge: string, card: LinkFacts): NetworkExpectation => ({
  ...{ bridge, port: card.name, addresses: lastingAddresses(card), gateway },
  ...(gateway6 !== undefined && { gateway6 }),
});
