import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { FirewallRules } from '../core/facts-firewall.ts';
import type { Chosen } from './backend.ts';
import { namesLink } from './links.ts';

/** Rules that name the uplink, which these changes make a port of the bridge, and not the bridge; undefined: none. */
export function shutOut(
  facts: Facts,
  { bridge }: Pick<Chosen['network'], 'bridge'>,
  changes: readonly Change[],
): FirewallRules | undefined {
  if (!movesUplink(changes)) return undefined;
  return uplinkRules(facts).find(({ links, translates }) => !translates && !links.some((link) => namesLink(link, bridge)));
}

export const uplinkRules = ({ network: { firewall } }: Facts): readonly FirewallRules[] => firewall?.naming ?? [];

export const movesUplink = (changes: readonly Change[]): boolean =>
  changes.some((change) => change.kind === 'network' && change.expect.port !== undefined);
