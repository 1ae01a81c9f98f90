import type { Facts } from '../core/facts.ts';
import type { LinkFacts } from '../core/facts-network.ts';
import { globalAddresses, wiredUplink } from './links.ts';

/** What a person types to make the bridge, with this host's own values; words in capitals where one is not known. */
interface Values {
  readonly bridge: string;
  readonly card: string;
  readonly mac: string;
  readonly gateway: string;
  /** Commands that lead the default routes over the bridge. */
  readonly routes: readonly string[];
  /** Not those that DHCP or a router gave. */
  readonly lasting: readonly string[];
  readonly all: readonly string[];
  readonly dhcp: boolean;
  readonly nameservers: readonly string[];
}

function valuesOf(facts: Facts, bridge: string): Values {
  const card: LinkFacts | undefined = wiredUplink(facts);
  const four = card?.addresses.filter(({ scope, family }) => scope === 'global' && family === 4) ?? [];
  return {
    bridge,
    card: card?.name ?? 'INTERFACE',
    mac: card?.mac ?? 'MAC',
    gateway: facts.network.gateway ?? 'GATEWAY',
    routes: routesOf(facts, bridge),
    lasting: four.filter(({ dynamic }) => !dynamic).map(({ address }) => address),
    all: card === undefined ? [] : globalAddresses(card),
    dhcp: four.length === 0 || four.some(({ dynamic }) => dynamic),
    nameservers: facts.network.nameservers,
  };
}

function routesOf({ network: { gateway, gateway6 } }: Facts, bridge: string): readonly string[] {
  const four =
    gateway === undefined && gateway6 !== undefined ? [] : [`ip route replace default via ${gateway ?? 'GATEWAY'} dev ${bridge}`];
  return gateway6 === undefined ? four : [...four, `ip -6 route replace default via ${gateway6} dev ${bridge}`];
}

/** One line for the shell: the address moves and the route follows in the same moment, so an ssh session lives through it. */
const live = ({ bridge, card, mac, routes, all }: Values): string =>
  [
    `ip link add ${bridge} type bridge stp_state 0 forward_delay 0`,
    `ip link set ${bridge} address ${mac} up`,
    `ip link set ${card} master ${bridge}`,
    ...all.flatMap((address) => [`ip addr del ${address} dev ${card}`, `ip addr add ${address} dev ${bridge}`]),
    ...routes,
  ].join(' && ');

/** netctl.profile(5). */
export function netctlSteps(facts: Facts, bridge: string): string {
  const values = valuesOf(facts, bridge);
  const words = (list: readonly string[]): string => `(${list.map((word) => `'${word}'`).join(' ')})`;
  const address = values.dhcp
    ? ['IP=dhcp']
    : ['IP=static', `Address=${words(values.lasting)}`, `Gateway='${values.gateway}'`, `DNS=${words(values.nameservers)}`];
  const lines = [
    'Connection=bridge',
    `Interface=${bridge}`,
    `BindsToInterfaces=(${values.card})`,
    `MACAddress='${values.mac}'`,
    ...address,
  ];
  const own = facts.network.netctl?.profile?.name ?? 'PROFILE';
  return (
    `At the console, write /etc/netctl/${bridge} with these lines: ${[...lines, 'SkipForwardingDelay=yes'].join(', ')}. ` +
    `Then: netctl stop ${own}; netctl start ${bridge}; netctl disable ${own}; netctl enable ${bridge}. Back: the same with the names exchanged.`
  );
}

/** dhcpcd makes no bridge, but runs on one. */
export function dhcpcdSteps(facts: Facts, bridge: string): string {
  const { card, mac } = valuesOf(facts, bridge);
  return (
    `At the console: echo 'denyinterfaces ${card} vif*' >> /etc/dhcpcd.conf; ip link add ${bridge} type bridge stp_state 0 forward_delay 0; ` +
    `ip link set ${bridge} address ${mac} up; dhcpcd -k ${card}; ip link set ${card} master ${bridge} up; dhcpcd ${bridge}. ` +
    'Have the ip lines run at each boot before dhcpcd starts, then run archxen again: it takes the bridge as it finds it.'
  );
}

/** No manager that is known: plain ip(8). */
export function plainSteps(facts: Facts, bridge: string): string {
  return (
    `At the console: ${live(valuesOf(facts, bridge))}. Put the same lines where your own script sets the address at each boot, ` +
    'then run archxen again: it takes the bridge as it finds it.'
  );
}

/** Guests behind this host's address, where no manager that is known could do it. */
export const routedSteps = (bridge: string, subnet: string): string =>
  `Make it by hand: ip link add ${bridge} type bridge; ip addr add ${subnet} dev ${bridge}; ip link set ${bridge} up; ` +
  `sysctl -w net.ipv4.ip_forward=1; nft 'add table ip guests; add chain ip guests out { type nat hook postrouting priority srcnat; }; ` +
  `add rule ip guests out iifname ${bridge} masquerade'; dnsmasq --interface=${bridge} --bind-interfaces --dhcp-range=FIRST,LAST.`;
