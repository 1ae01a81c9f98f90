import type { Answers } from '../../src/core/answers.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { FirewallRules } from '../../src/core/facts-firewall.ts';
import { guestFirewallChecks } from '../../src/networks/guest-firewall.ts';
import { networkChanges } from '../../src/networks/index.ts';
import { movesUplink, rulesWithout, shutOut } from '../../src/networks/shut-out.ts';
import { cut, fail, pass, warn } from './finding.ts';

/**
 * Once the uplink is a port, packets come in by the bridge. Connections that are there live on, so that no trial notices, but rules
 * that let new ones in by the card's name let nobody in any more.
 */
export function firewallChecks(facts: Facts, answers: Answers): readonly Check[] {
  const { bridge, uplink, mode } = answers.network;
  if (mode === 'nat') return guestFirewallChecks(withoutDocker(facts), answers);
  const naming = facts.network.firewall?.naming ?? [];
  const made = networkChanges(facts, answers);
  if (naming.length === 0 || 'refused' in made || !movesUplink(made)) return [];
  const lacking = rulesWithout(facts, bridge);
  const without = shutOut(lacking);
  const evidence = naming.map(({ where }) => where);
  const [out] = lacking;
  if (without === undefined && out !== undefined)
    return [
      warn('network.firewall', 'Firewall', cut(`what it sends out by ${uplink} will go by ${bridge}`, 46), {
        reason: `rules that give it this host's address name ${uplink} only: ${out.where} has: ${out.lines.join('; ')}`,
        hint: `Have the same rules for ${bridge} before the reboot, in force and in what is loaded at boot, and leave those of ${uplink} for the way back.`,
        evidence,
      }),
    ];
  if (without === undefined)
    return [pass('network.firewall', 'Firewall', cut(`its rules name ${bridge} beside ${uplink}`, 46), { evidence })];
  return [
    fail('network.firewall', 'Firewall', cut(`its rules name ${uplink}, and not ${bridge}`, 46), {
      reason: `packets will go by ${bridge}, so rules for ${uplink} hold for none, and nobody may be able to log in. ${without.where} has: ${without.lines.join('; ')}`,
      hint: `${remedy(without, bridge, uplink)} Leave those of ${uplink} as they are, for the way back. Then run archxen again.`,
      evidence,
    }),
  ];
}

/** Docker's closed FORWARD has a check of its own, with the way that Docker wants it opened. */
function withoutDocker(facts: Facts): Facts {
  const { firewall, forwardPolicy } = facts.network;
  if (firewall === undefined || forwardPolicy !== 'DROP') return facts;
  const closed = firewall.closed.filter(({ hook, by }) => !(hook === 'forward' && by === 'iptables'));
  return { ...facts, network: { ...facts.network, firewall: { ...firewall, closed } } };
}

/** The same for the bridge, which need not be there for it. */
function remedy({ by, zone }: FirewallRules, bridge: string, uplink: string): string {
  switch (by) {
    case 'ufw':
      return `Allow the same for ${bridge} first (ufw allow in on ${bridge} to any port 22 proto tcp).`;
    case 'firewalld':
      return `Bind ${bridge} to the same zone first: firewall-cmd --permanent --zone=${zone} --add-interface=${bridge}; firewall-cmd --reload.`;
    case 'iptables':
      return `Add the same rules for ${bridge} first (iptables -I INPUT -i ${bridge} ...), in force and in what is loaded at boot.`;
    case 'nftables':
      return `Allow the same for ${bridge} first, as by iifname { "${uplink}", "${bridge}" }, in force and in what is loaded at boot.`;
  }
}
