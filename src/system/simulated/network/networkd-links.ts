import { unitValue, unitValues } from '../../../formats/systemd-unit.ts';
import type { World } from '../core/world.ts';
import { type Configuration, fileFor } from './configuration.ts';
import { addressesFor, routesOver } from './leases.ts';
import { type Link, type Network, newBridge, recordedNetwork } from './links.ts';

/** The network as systemd-networkd's files say: it makes new devices, and gives each link the file that is its own. */
export function configured(world: World, now: Network, configuration: Configuration): Network {
  const next = Math.max(...now.links.map(({ ifindex }) => ifindex)) + 1;
  const fresh = newBridges(now, configuration).map(({ name, mac }, index) =>
    newBridge(name, mac?.toLowerCase() ?? `02:00:00:00:00:${String(10 + index)}`, next + index),
  );
  const links = [...now.links, ...fresh].map((link) => configuredLink(world, link, configuration));
  const keeps = ({ ifname }: Link): boolean => now.routes.some(({ dev, dst }) => dev === ifname && dst === 'default');
  return {
    links,
    routes: routesOver(world, links, (link) => (isUnmanaged(configuration, link) ? keeps(link) : hasGateway(configuration, link))),
  };
}

export const newBridges = (now: Network, { netdevs }: Configuration): Configuration['netdevs'] =>
  netdevs.filter(({ kind, name }) => kind === 'bridge' && !now.links.some(({ ifname }) => ifname === name));

function configuredLink(world: World, link: Link, configuration: Configuration): Link {
  if (link.link_type === 'loopback') return link;
  const own = fileFor(configuration, link);
  const isBridge = link.linkinfo?.info_kind === 'bridge';
  if (own === undefined) return isBridge && !isRecorded(world, link) ? { ...link, addr_info: [] } : link;
  if (isUnmanaged(configuration, link)) return link;
  const { master: _, ...free } = link;
  const bridge = unitValue(own.file, 'Network', 'Bridge');
  if (bridge !== undefined) return { ...free, master: bridge, linkinfo: { info_slave_kind: 'bridge' }, addr_info: [] };
  const { linkinfo, ...plain } = free;
  const kept = linkinfo?.info_kind === undefined ? plain : { ...plain, linkinfo };
  const recorded = recordedNetwork(world).links.find(({ ifname }) => ifname === link.ifname);
  if (recorded !== undefined && recorded.master === undefined && recorded.addr_info.length > 0) return recorded;
  const still = [...unitValues(own.file, 'Network', 'Address'), ...unitValues(own.file, 'Address', 'Address')];
  const dhcp = /^(yes|true|ipv4|on)$/.test(unitValue(own.file, 'Network', 'DHCP') ?? '');
  return { ...kept, addr_info: addressesFor(world, link, { still, dhcp }) };
}

const isRecorded = (world: World, { ifname }: Link): boolean => recordedNetwork(world).links.some((each) => each.ifname === ifname);

export const isUnmanaged = (configuration: Configuration, link: Link): boolean => {
  const own = fileFor(configuration, link);
  return own !== undefined && /^(yes|true|on|1)$/.test(unitValue(own.file, 'Link', 'Unmanaged') ?? '');
};

const hasGateway = (configuration: Configuration, link: Link): boolean => {
  const file = fileFor(configuration, link)?.file;
  return file !== undefined && (unitValue(file, 'Network', 'Gateway') !== undefined || unitValue(file, 'Network', 'DHCP') !== undefined);
};
