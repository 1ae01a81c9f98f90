import type { World } from '../core/world.ts';
import { addressesFor, routesOver } from './leases.ts';
import { type Link, type Network, newBridge, recordedNetwork } from './links.ts';
import type { Profile } from './profiles.ts';

/** A bridge that was not there when the host was recorded. */
export const isNew = (recorded: Network, { type, device, autoconnect }: Profile): boolean =>
  type === 'bridge' && autoconnect && !recorded.links.some(({ ifname }) => ifname === device);

/** The network after NetworkManager has started: each device by the profile of the highest priority. */
export function autoconnected(world: World, now: Network, profiles: readonly Profile[]): Network {
  const bridges = profiles.filter((profile) => isNew(now, profile));
  return bridges.reduce((network, bridge) => activated(world, network, { profile: bridge, profiles }), now);
}

/** The network with one profile more in force. A bridge brings its ports along. */
export function activated(
  world: World,
  now: Network,
  { profile, profiles }: { readonly profile: Profile; readonly profiles: readonly Profile[] },
): Network {
  if (profile.type !== 'bridge') return released(world, now, profile.device);
  const name = profile.device ?? profile.id;
  const next = Math.max(...now.links.map(({ ifindex }) => ifindex)) + 1;
  const bridge = now.links.find(({ ifname }) => ifname === name) ?? newBridge(name, profile.mac ?? '02:00:00:00:00:10', next);
  const ports = profiles.filter(({ master }) => master === profile.uuid || master === name).map(({ device }) => device);
  const links = [...now.links.filter(({ ifname }) => ifname !== name), bridge].map((link): Link => {
    if (ports.includes(link.ifname)) return { ...link, master: name, linkinfo: { info_slave_kind: 'bridge' }, addr_info: [] };
    if (link.ifname !== name) return link;
    return { ...link, addr_info: addressesFor(world, link, { still: profile.addresses, dhcp: profile.dhcp }) };
  });
  return { links, routes: routesOver(world, links, ({ ifname }) => ifname === (ports.length > 0 ? name : now.routes[0]?.dev)) };
}

/** The network without the devices whose profiles are gone: what was a port is as it was recorded again. */
export function withoutBridge(world: World, now: Network, name: string): Network {
  const ports = now.links.filter(({ master }) => master === name).map(({ ifname }) => ifname);
  const left = { ...now, links: now.links.filter(({ ifname }) => ifname !== name) };
  return ports.reduce<Network>((network, port) => released(world, network, port), left);
}

function released(world: World, now: Network, device: string | undefined): Network {
  const recorded = recordedNetwork(world);
  const links = now.links.map((link) =>
    device === undefined || link.ifname === device ? (recorded.links.find(({ ifname }) => ifname === link.ifname) ?? link) : link,
  );
  return { links, routes: routesOver(world, links, ({ ifname }) => recorded.routes.some(({ dev }) => dev === ifname)) };
}
