import type { Answers } from '../../src/core/answers.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { LinkFacts } from '../../src/core/facts-network.ts';
import { networkBackends, networkChanges } from '../../src/networks/index.ts';
import { globalAddresses, linkOf, uplinkBridge, wiredUplink } from '../../src/networks/links.ts';
import { whyRouted } from '../../src/networks/routed.ts';
import { cut, fail, pass, unknown, warn } from './finding.ts';
import { firewallChecks } from './firewall-checks.ts';

/** Can the bridge be made, and what happens to whoever sits at the other end of the uplink? */
export function networkChecks(facts: Facts, answers: Answers): readonly Check[] {
  return [
    ...session(facts, answers),
    ...uplink(facts, answers),
    ...leases(facts, answers),
    ...firewallChecks(facts, answers),
    ...frames(facts, answers),
  ];
}

function uplink(facts: Facts, answers: Answers): readonly Check[] {
  const { network } = answers;
  const evidence = facts.network.evidence;
  const there = uplinkBridge(facts);
  const card = wiredUplink(facts);
  if (there !== undefined && card !== undefined && there.name === network.bridge) {
    return [pass('network', 'Network', cut(`${card.name} is a port of ${there.name} already`, 46), { evidence })];
  }
  if (network.mode === 'none') return [leftAlone(facts, answers)];
  const made = networkChanges(facts, answers);
  if ('refused' in made) {
    const short = cut(made.refused, 46);
    return [fail('network', 'Network', short, { reason: short === made.refused ? undefined : made.refused, hint: made.hint, evidence })];
  }
  const { title } = networkBackends[facts.network.manager];
  if (network.mode === 'nat') {
    return [pass('network', 'Network', cut(`${title}, routed ${network.subnet}`, 46), { reason: whyRouted(facts), evidence })];
  }
  const link = linkOf(facts, network.uplink);
  return [pass('network', 'Network', cut(`${title}, ${link === undefined ? network.uplink : described(link)}`, 46), { evidence })];
}

/** Leased addresses that may be others on the bridge: whoever is connected by one has to know. */
function leases(facts: Facts, answers: Answers): readonly Check[] {
  if (answers.network.mode !== 'bridge') return [];
  const { mayChange } = networkBackends[facts.network.manager];
  return (mayChange?.(facts, answers) ?? []).slice(0, 1).map((address) =>
    warn('network.dhcp6', 'DHCPv6', cut(`${address} may change`, 46), {
      reason: `${answers.network.bridge} may be another client to the DHCPv6 server: the number of ${answers.network.uplink} (IAID) is not known`,
      hint: 'Be connected by another address, or set the number first: IAID= in [DHCPv6] of its .network file, then networkctl reload.',
      evidence: ['/run/systemd/netif/links', 'ip -j addr'],
    }),
  );
}

/** No bridge was asked for: what guests will miss, and how to make one. */
function leftAlone(facts: Facts, answers: Answers): Check {
  const { network } = answers;
  if (linkOf(facts, network.bridge)?.kind === 'bridge') return pass('network', 'Network', cut(`the bridge ${network.bridge} is there`, 46));
  const backend = networkBackends[facts.network.manager];
  const card = wiredUplink(facts);
  const made = backend.bridge(facts, answers);
  const hint = 'refused' in made && card !== undefined ? made.hint : 'Guests can be given a bridge or NAT by hand later.';
  return warn(
    'network',
    'Network',
    cut(card === undefined ? 'no wired uplink: no bridge is made' : `${backend.title}: it stays as it is`, 46),
    {
      reason: `guests have no network until there is a bridge ${network.bridge}`,
      hint,
      evidence: facts.network.evidence,
    },
  );
}

function session({ session: who, network: { links } }: Facts, { network }: Answers): readonly Check[] {
  if (who.via === 'unknown') return [unknown('session', 'Remote', 'it could not be found out how you are connected')];
  if (who.via !== 'ssh') return [pass('session', 'Remote', who.via === 'vt' ? 'you are at the console' : 'you are on a serial console')];
  const over = who.ssh?.interface;
  const moved = network.mode === 'bridge' && (over === undefined || over === network.uplink);
  const done = links.find(({ name }) => name === network.uplink)?.master === network.bridge;
  const detail = cut(`you are connected over ${over ?? 'the network'} (ssh)`, 46);
  if (!moved || done) return [pass('session', 'Remote', detail)];
  return [
    warn('session', 'Remote', detail, {
      reason: `the bridge reverts by itself in ${network.windowSeconds} s`,
      hint: 'Confirm in time that you still see this screen. Nothing is lost when the connection drops: log in and run archxen.',
    }),
  ];
}

/** Frames of a bridge go through the firewall where br_netfilter is loaded; packets of a routed bridge always do. */
function frames({ network: { brNetfilter, forwardPolicy } }: Facts, { network }: Answers): readonly Check[] {
  if (network.mode === 'none' || (!brNetfilter && (network.mode === 'bridge' || forwardPolicy !== 'DROP'))) return [];
  const evidence = forwardPolicy === undefined ? ['/sys/module/br_netfilter'] : ['/sys/module/br_netfilter', 'iptables -S FORWARD'];
  if (forwardPolicy === 'ACCEPT')
    return [pass('network.netfilter', 'Bridge filter', 'br_netfilter is loaded; FORWARD lets frames pass', { evidence })];
  const drops = forwardPolicy === 'DROP';
  const detail = drops ? 'the firewall drops what is forwarded (Docker)' : 'br_netfilter is loaded (Docker does that)';
  const open = `iptables -I DOCKER-USER -i ${network.bridge} -j ACCEPT; iptables -I DOCKER-USER -o ${network.bridge} -j ACCEPT`;
  return [
    warn('network.netfilter', 'Bridge filter', detail, {
      reason: `the firewall ${drops ? 'will' : 'may'} drop what guests send over the bridge`,
      hint: `If guests have no network: ${network.mode === 'nat' ? open : 'sysctl net.bridge.bridge-nf-call-iptables=0'}.`,
      evidence,
    }),
  ];
}

function described(link: LinkFacts): string {
  const address = link.addresses.find(({ scope, family }) => scope === 'global' && family === 4);
  if (address !== undefined) return `${link.name}, ${address.dynamic ? 'DHCP ' : ''}${address.address}`;
  return `${link.name}, ${globalAddresses(link)[0] ?? 'no address'}`;
}
