import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { FirewallRules } from '../core/facts-firewall.ts';
import { namesLink } from './links.ts';

/** Rules that name the uplink, and not the bridge. */
export const rulesWithout = ({ network: { firewall } }: Facts, bridge: string): readonly FirewallRules[] =>
  (firewall?.naming ?? []).filter(({ links }) => !links.some((link) => namesLink(link, bridge)));

/** Of those the first on which a login may hang. */
export const shutOut = (rules: readonly FirewallRules[]): FirewallRules | undefined => rules.find(({ translates }) => !translates);

/** Do they make the uplink a port of the bridge? */
export const movesUplink = (changes: readonly Change[]): boolean =>
  changes.some((change) => change.kind === 'network' && change.expect.port !== undefined);
