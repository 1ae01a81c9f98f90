import type { UnitFacts } from '../core/facts.ts';
import type { NetworkFacts } from '../core/facts-network.ts';
import type { System } from '../system/port.ts';
import { readFirewall } from './firewall.ts';
import { readRenaming } from './link-names.ts';
import { type Link, parseDefaultRoute, parseLinks, type SysLink } from './links.ts';
import { readNetctl } from './netctl.ts';
import { findOwner, linkValue, withoutPenalty } from './network-owner.ts';
import { readProfiles } from './network-profile.ts';
import { readNetworkd } from './networkd.ts';
import type { Notes } from './notes.ts';
import { exists, names, output, parseJson, readLine, readText } from './reading.ts';

/** resolv.conf(5). */
export const parseNameservers = (text: string): readonly string[] =>
  text.split('\n').flatMap((line) => /^\s*nameserver\s+(\S+)/.exec(line)?.[1] ?? []);

export async function readNetwork(
  system: System,
  notes: Notes,
  units: Readonly<Record<string, UnitFacts>>,
): Promise<Omit<NetworkFacts, 'online'>> {
  const [links, ipv4, ipv6, nameservers, instances, brNetfilter, forward] = await Promise.all([
    readLinks(system, notes),
    readRoutes(system, notes),
    readRoutes6(system, notes),
    readNameservers(system),
    readInstances(system),
    exists(system, '/sys/module/br_netfilter'),
    readLine(system, '/proc/sys/net/ipv4/ip_forward'),
  ]);
  const route = parseDefaultRoute(ipv4);
  const route6 = parseDefaultRoute(ipv6, route?.device);
  const metric = (route ?? route6)?.metric;
  const uplink = route?.device ?? route6?.device ?? onlyAddressed(links)?.name;
  if (uplink === undefined) notes.add('network.uplink', 'there is no default route, so it is not known which interface leads outside');
  const index = links.find(({ name }) => name === uplink)?.index ?? onlyWired(links)?.index;
  const [networkd, lease, networkManager, netctl, failedLinks, firewall, renaming] = await Promise.all([
    index === undefined ? undefined : readText(system, `/run/systemd/netif/links/${index}`),
    index === undefined ? undefined : readText(system, `/run/systemd/netif/leases/${index}`),
    index === undefined ? undefined : readText(system, `/run/NetworkManager/devices/${index}`),
    readNetctl(system, notes, { instances, uplink: uplink ?? onlyWired(links)?.name }),
    readFailedLinks(system, links),
    readFirewall(system, units, uplink ?? onlyWired(links)?.name),
    readRenaming(system, links.find((link) => link.index === index)?.mac ?? ''),
  ]);
  const uuid = networkManager === undefined ? undefined : linkValue(networkManager, 'connection-uuid');
  const owner = findOwner({
    ...{ uplink: uplink ?? onlyWired(links)?.name, units, networkd, networkManager, instances, metric },
    netctlProfile: netctl?.profile?.name,
  });
  return {
    ...owner,
    uplink,
    gateway: route?.gateway,
    ...(route6?.gateway !== undefined && route6.device === uplink && { gateway6: route6.gateway }),
    metric: owner.manager === 'NetworkManager' ? withoutPenalty(metric) : metric,
    links: links.map(({ index: _, ...link }) => link),
    nameservers,
    uplinkFile: owner.manager === 'systemd-networkd' ? linkValue(networkd ?? '', 'NETWORK_FILE') : undefined,
    ...(owner.manager === 'NetworkManager' && (await readUplinkProfiles(system, notes, { links, uplink, uuid }))),
    ...(owner.manager === 'netctl' && { netctl }),
    // Beside netctl it is what makes a routed bridge.
    ...((owner.manager === 'systemd-networkd' || owner.manager === 'netctl') && (await readNetworkd(system, networkd ?? ''))),
    dhcpClientId: linkValue(lease ?? '', 'CLIENTID'),
    brNetfilter,
    ...(forward !== undefined && { forwarding: forward === '1' }),
    ...(failedLinks.length > 0 && { failedLinks }),
    ...(firewall !== undefined && { firewall }),
    ...(renaming.length > 0 && { renaming }),
    forwardPolicy: await readForwardPolicy(system, brNetfilter || links.some(({ name }) => name === 'docker0')),
  };
}

/** The profile of the uplink, and where that is a bond those that its ports have now. */
async function readUplinkProfiles(
  system: System,
  notes: Notes,
  { links, uplink, uuid }: { readonly links: readonly Link[]; readonly uplink: string | undefined; readonly uuid: string | undefined },
): Promise<Pick<NetworkFacts, 'profile' | 'portProfiles'>> {
  const isBond = links.some(({ name, kind }) => name === uplink && kind === 'bond');
  const ports = isBond ? links.filter(({ master }) => master === uplink) : [];
  const devices = await Promise.all(ports.map(({ index }) => readText(system, `/run/NetworkManager/devices/${index}`)));
  const uuids = devices.map((device) => linkValue(device ?? '', 'connection-uuid'));
  const [profile, ...ofPorts] = await readProfiles(system, notes, [uuid, ...uuids]);
  const portProfiles = ports.map(({ name }, at) => ({ link: name, profile: ofPorts[at] }));
  return { profile, ...(portProfiles.length > 0 && { portProfiles }) };
}

/** Their addresses may be there even so: networkd gives up where the kernel answers too late. */
async function readFailedLinks(system: System, links: readonly Link[]): Promise<readonly string[]> {
  const states = await Promise.all(links.map(({ index }) => readText(system, `/run/systemd/netif/links/${index}`)));
  return links.filter((_, nth) => linkValue(states[nth] ?? '', 'ADMIN_STATE') === 'failed').map(({ name }) => name);
}

/** Without a default route: the one interface with an address that others can reach, if there is just one. */
const onlyAddressed = (links: readonly Link[]): Link | undefined => {
  const addressed = links.filter(
    ({ kind, addresses }) => kind !== 'loopback' && kind !== 'vif' && addresses.some(({ scope }) => scope === 'global' || scope === 'site'),
  );
  return addressed.length === 1 ? addressed[0] : undefined;
};

/** Without a default route: the one wired port, if there is just one. */
const onlyWired = (links: readonly Link[]): Link | undefined => {
  const wired = links.filter(({ kind }) => kind === 'ethernet');
  return wired.length === 1 ? wired[0] : undefined;
};

async function readLinks(system: System, notes: Notes): Promise<readonly Link[]> {
  const interfaces = await names(system, '/sys/class/net');
  const sys = await Promise.all(
    interfaces.map(async (name): Promise<readonly [string, SysLink]> => {
      const [wireless, bridge] = await Promise.all([
        exists(system, `/sys/class/net/${name}/wireless`),
        exists(system, `/sys/class/net/${name}/bridge`),
      ]);
      return [name, { wireless, bridge }];
    }),
  );
  const text = await output(system, notes, 'network.links', ['ip', '-j', '-d', 'addr', 'show'], { timeoutSeconds: 15 });
  return parseLinks(parseJson(text, notes, 'network.links'), Object.fromEntries(sys));
}

async function readRoutes(system: System, notes: Notes): Promise<unknown> {
  const text = await output(system, notes, 'network.uplink', ['ip', '-j', 'route', 'show', 'default'], { timeoutSeconds: 15 });
  return parseJson(text?.trim() === '' ? '[]' : text, notes, 'network.uplink');
}

/** A kernel without IPv6 has no such route either, so it is no gap where `ip` cannot ask it. */
async function readRoutes6(system: System, notes: Notes): Promise<unknown> {
  const { ended, exit, stdout } = await system.run(['ip', '-j', '-6', 'route', 'show', 'default'], { timeoutSeconds: 15 });
  return ended === 'exit' && exit === 0 && stdout.trim() !== '' ? parseJson(stdout, notes, 'network.gateway6') : undefined;
}

/** Docker closes FORWARD. It is asked for only where something hints at that, and only root is told. */
async function readForwardPolicy(system: System, suspected: boolean): Promise<NetworkFacts['forwardPolicy']> {
  if (!suspected) return undefined;
  const { stdout } = await system.run(['iptables', '-S', 'FORWARD'], { timeoutSeconds: 15 });
  const policy = /^-P FORWARD (ACCEPT|DROP)$/m.exec(stdout)?.[1];
  return policy === 'ACCEPT' || policy === 'DROP' ? policy : undefined;
}

/** systemd-resolved's stub address stands for the servers that it asks itself. */
async function readNameservers(system: System): Promise<readonly string[]> {
  const own = parseNameservers((await readText(system, '/etc/resolv.conf')) ?? '');
  if (!own.some((server) => server.startsWith('127.0.0.5'))) return own;
  return parseNameservers((await readText(system, '/run/systemd/resolve/resolv.conf')) ?? '');
}

/** Enabled instances of netctl and dhcpcd, by the links that systemctl enable made. */
async function readInstances(system: System): Promise<readonly string[]> {
  const folder = '/etc/systemd/system';
  const wants = (await names(system, folder)).filter((name) =>
    /^(multi-user\.target|sys-subsystem-net-devices-.*\.device)\.wants$/.test(name),
  );
  const units = await Promise.all(wants.map((name) => names(system, `${folder}/${name}`)));
  return [...new Set(units.flat())].filter((name) => /^(netctl(-auto|-ifplugd)?|dhcpcd)@.+\.service$/.test(name)).toSorted();
}
