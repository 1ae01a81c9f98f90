import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { ClosedChain } from '../core/facts-firewall.ts';
import type { Chosen } from './backend.ts';
import { namesLink } from './links.ts';

const lacks = {
  input: 'guests get no address (DHCP, udp 67) and no names (DNS, 53) from this host',
  forward: 'nothing that guests send gets out',
} as const;

/**
 * A firewall that drops what it does not know closes a routed bridge: it is neither the bridge's network manager that opens it, nor
 * does anything fail. Rules that name the bridge are taken for those that let guests through.
 */
export function guestFirewallChecks(facts: Facts, { network: { bridge } }: Chosen): readonly Check[] {
  const { firewall, manager } = facts.network;
  const closed = (firewall?.closed ?? []).filter(
    // NetworkManager puts a bridge with method=shared into a zone of firewalld's that is open for it (nm-shared).
    ({ by, links }) => !(by === 'firewalld' && manager === 'NetworkManager') && !links.some((link) => namesLink(link, bridge)),
  );
  const [first] = closed;
  if (first === undefined) return [];
  const hooks = [...new Set(closed.map(({ hook }) => hook))].toSorted((a) => (a === 'input' ? -1 : 1));
  const where = closed.map((chain) => chain.where);
  return [
    {
      id: 'network.guest-firewall',
      title: 'Firewall',
      state: 'warn',
      detail: `it knows nothing of ${bridge}, and is closed`,
      reason: `${where.join(' and ')} drop${where.length === 1 ? 's' : ''} what no rule lets pass: ${hooks.map((hook) => lacks[hook]).join(', and ')}`,
      hint: `${openings(first.by, hooks, bridge)}, in force and in what is loaded at boot.`,
      evidence: where,
    },
  ];
}

/** What lets guests ask this host for an address and names, and go out. */
function openings(by: ClosedChain['by'], hooks: readonly ClosedChain['hook'][], bridge: string): string {
  if (by === 'firewalld') return `firewall-cmd --permanent --zone=trusted --add-interface=${bridge}; firewall-cmd --reload`;
  const ways: Readonly<Record<typeof by, Readonly<Record<ClosedChain['hook'], string>>>> = {
    ufw: {
      input: `ufw allow in on ${bridge} to any port 67 proto udp; ufw allow in on ${bridge} to any port 53`,
      forward: `ufw route allow in on ${bridge}`,
    },
    iptables: {
      input: `iptables -I INPUT -i ${bridge} -p udp -m multiport --dports 53,67 -j ACCEPT`,
      forward: `iptables -I FORWARD -i ${bridge} -j ACCEPT; iptables -I FORWARD -o ${bridge} -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT`,
    },
    nftables: {
      input: `input: iifname "${bridge}" udp dport { 53, 67 } accept`,
      forward: `forward: iifname "${bridge}" accept; oifname "${bridge}" ct state established,related accept`,
    },
  };
  return `Let guests pass. ${hooks.map((hook) => ways[by][hook]).join('; ')}`;
}
