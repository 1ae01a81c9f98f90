import { canonicalJson } from '../../../core/json.ts';
import { unitValue, unitValues } from '../../../formats/systemd-unit.ts';
import { readText, writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { activeState } from '../systemd/activity.ts';
import { type Configuration, fileFor, readConfiguration } from './configuration.ts';
import { type Address, addressOf, changedNetwork, type Link, type Network, newBridge, type Route, recordedNetwork } from './links.ts';

const managing = async (world: World): Promise<boolean> => (await activeState(world, 'systemd-networkd.service')) === 'active';

/** The network as it is now. After a boot it is as the lasting files say, which may differ from the recording by a bridge. */
export async function currentNetwork(world: World): Promise<Network> {
  const changed = await changedNetwork.get(world.files);
  if (changed !== null) return changed;
  const recorded = recordedNetwork(world);
  if (!(await managing(world))) return recorded;
  const configuration = await readConfiguration(world);
  const bridges = configuration.netdevs.filter(
    ({ kind, name }) => kind === 'bridge' && !recorded.links.some(({ ifname }) => ifname === name),
  );
  return bridges.length === 0 ? recorded : configured(world, recorded, configuration);
}

/** networkctl reload: makes new devices, and gives each link the file that is now its own. It never removes a device. */
export async function reloadNetwork(world: World, base?: Network): Promise<void> {
  if (!(await managing(world))) return;
  const configuration = await readConfiguration(world);
  await changeNetwork(world, configured(world, base ?? (await currentNetwork(world)), configuration));
  await tellLinks(world, configuration);
}

export async function changeNetwork(world: World, network: Network): Promise<void> {
  const asRecorded = canonicalJson(network) === canonicalJson(recordedNetwork(world));
  await changedNetwork.set(world.files, asRecorded ? null : network);
}

function configured(world: World, now: Network, configuration: Configuration): Network {
  const next = Math.max(...now.links.map(({ ifindex }) => ifindex)) + 1;
  const fresh = configuration.netdevs
    .filter(({ kind, name }) => kind === 'bridge' && !now.links.some(({ ifname }) => ifname === name))
    .map(({ name, mac }, index) => newBridge(name, mac?.toLowerCase() ?? `02:00:00:00:00:${String(10 + index)}`, next + index));
  const links = [...now.links, ...fresh].map((link) => configuredLink(world, link, configuration));
  return { links, routes: routesOver(world, links, configuration) };
}

function configuredLink(world: World, link: Link, configuration: Configuration): Link {
  if (link.link_type === 'loopback') return link;
  const own = fileFor(configuration, link);
  const isBridge = link.linkinfo?.info_kind === 'bridge';
  if (own === undefined) return isBridge && !isRecorded(world, link) ? { ...link, addr_info: [] } : link;
  if (/^(yes|true|on|1)$/.test(unitValue(own.file, 'Link', 'Unmanaged') ?? '')) return link;
  const { master: _, ...free } = link;
  const bridge = unitValue(own.file, 'Network', 'Bridge');
  if (bridge !== undefined) return { ...free, master: bridge, linkinfo: { info_slave_kind: 'bridge' }, addr_info: [] };
  const { linkinfo, ...plain } = free;
  const kept = linkinfo?.info_kind === undefined ? plain : { ...plain, linkinfo };
  const recorded = recordedNetwork(world).links.find(({ ifname }) => ifname === link.ifname);
  if (recorded !== undefined && recorded.master === undefined && recorded.addr_info.length > 0) return recorded;
  return { ...kept, addr_info: addressesFor(world, link, own.file) };
}

const isRecorded = (world: World, { ifname }: Link): boolean => recordedNetwork(world).links.some((each) => each.ifname === ifname);

/** A DHCP server knows its client by the MAC: who has the card's MAC gets the card's lease. */
function addressesFor(world: World, link: Link, file: Parameters<typeof unitValue>[0]): readonly Address[] {
  const still = [...unitValues(file, 'Network', 'Address'), ...unitValues(file, 'Address', 'Address')].map((text) =>
    addressOf(text, link.ifname, false),
  );
  const home = recordedNetwork(world).links.find(({ address, addr_info }) => address === link.address && addr_info.length > 0);
  const dhcp = /^(yes|true|ipv4|on)$/.test(unitValue(file, 'Network', 'DHCP') ?? '');
  const leased = (home?.addr_info ?? []).filter(({ family, dynamic }) => family === 'inet' && dynamic === true);
  const fallback =
    home === undefined && world.model.links[0]?.addresses[0] !== undefined
      ? [otherLease(world.model.links[0].addresses[0], link.ifname)]
      : [];
  const local = (home?.addr_info ?? []).filter(({ scope, family }) => family === 'inet6' && scope !== 'host');
  const labelled = (dhcp ? (leased.length > 0 ? leased : fallback) : []).map((address) => ({ ...address, label: link.ifname }));
  return [...still, ...labelled, ...local];
}

const otherLease = (address: string, label: string): Address => addressOf(address.replace(/\.\d+\//, '.250/'), label, true);

/** The default route goes over whatever link has its source address now. */
function routesOver(world: World, links: readonly Link[], configuration: Configuration): readonly Route[] {
  return recordedNetwork(world).routes.flatMap((route) => {
    const source = route.prefsrc;
    const owner =
      links.find(({ addr_info }) => addr_info.some(({ local }) => local === source)) ??
      links.find(
        (link) => link.addr_info.some(({ scope, family }) => scope === 'global' && family === 'inet') && hasGateway(configuration, link),
      );
    return owner === undefined ? [] : [{ ...route, dev: owner.ifname }];
  });
}

const hasGateway = (configuration: Configuration, link: Link): boolean => {
  const file = fileFor(configuration, link)?.file;
  return file !== undefined && (unitValue(file, 'Network', 'Gateway') !== undefined || unitValue(file, 'Network', 'DHCP') !== undefined);
};

/** networkd's own word about each link, under /run/systemd/netif, and the kernel's about new bridges. */
async function tellLinks(world: World, configuration: Configuration): Promise<void> {
  for (const link of (await currentNetwork(world)).links) {
    const path = `/run/systemd/netif/links/${link.ifindex}`;
    const own = fileFor(configuration, link);
    const before = await readText(world.files, path);
    const recorded = world.host.files[path];
    if (own === undefined) continue;
    const text = typeof recorded === 'string' ? recorded : (before ?? fresh);
    await writeText(world.files, path, text.replace(/^NETWORK_FILE=.*$/m, `NETWORK_FILE=${own.path}`));
    const sys = `/sys/class/net/${link.ifname}`;
    if (link.linkinfo?.info_kind === 'bridge' && (await world.files.stat(sys)) === undefined) {
      await writeText(world.files, `${sys}/address`, `${link.address}\n`);
      await world.files.makeDirectory(`${sys}/bridge`, { mode: 0o755, uid: 0, gid: 0 });
    }
  }
}

const fresh = `# This is private data. Do not parse.
ADMIN_STATE=configured
OPER_STATE=routable
CARRIER_STATE=carrier
ADDRESS_STATE=routable
NETWORK_FILE=
`;
