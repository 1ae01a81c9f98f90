import type { SessionFacts } from '../core/facts.ts';
import type { LinkFacts, NetworkFacts } from '../core/facts-network.ts';

export function networkLines(network: NetworkFacts): readonly string[] {
  const { manager, uplink, gateway, gateway6, evidence, alsoEnabled, nameservers, brNetfilter, online } = network;
  const who = manager === 'none' ? 'no known network manager' : manager;
  const to = [gateway, gateway6].filter((each) => each !== undefined).join(' and ');
  const where = uplink === undefined ? 'no default route' : `default route over ${uplink}${to === '' ? '' : ` to ${to}`}`;
  return [
    `${who}, ${where}`,
    ...evidence.map((line) => `  by ${line}`),
    ...(alsoEnabled.length === 0 ? [] : [`also enabled: ${alsoEnabled.join(', ')}`]),
    ...network.links.filter(({ kind }) => kind !== 'loopback').map(link),
    ...(nameservers.length === 0 ? [] : [`name servers ${nameservers.join(', ')}`]),
    ...(brNetfilter ? ['br_netfilter is loaded: bridged frames go through the firewall'] : []),
    ...(network.firewall?.naming ?? []).map(({ where, lines }) => `the firewall names ${uplink} (${where}): ${lines[0]}`),
    ...(online === false ? ['the AUR could not be reached'] : []),
  ];
}

function link({ name, kind, mac, carrier, master, addresses }: LinkFacts): string {
  const shown = addresses.filter(({ scope }) => scope !== 'link').map(({ address, dynamic }) => (dynamic ? `${address} (DHCP)` : address));
  const parts = [kind, mac, carrier ? undefined : 'no carrier', master === undefined ? undefined : `port of ${master}`, ...shown];
  return `${name}: ${parts.filter(Boolean).join(', ')}`;
}

const ways: Readonly<Record<SessionFacts['via'], string>> = {
  ssh: 'over ssh',
  vt: 'at the console',
  serial: 'on a serial line',
  unknown: 'by a way that is not known',
};

export function sessionLines({ user, invokedBy, via, ssh }: SessionFacts): readonly string[] {
  const who = invokedBy === undefined ? user : `${user}, called by ${invokedBy}`;
  const over = ssh?.interface === undefined ? '' : `, which comes in over ${ssh.interface}`;
  return [`${who}, ${ways[via]}${ssh === undefined ? '' : ` from ${ssh.peer} to ${ssh.local}${over}`}`];
}
