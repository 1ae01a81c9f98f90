import type { World } from '../core/world.ts';
import { addressesFor, routesOver } from './leases.ts';
import { type Link, type Network, newBridge, recordedNetwork } from './links.ts';
import type { NetctlProfile } from './netctl-profiles.ts';

const isUp = ['UP', 'LOWER_UP'];

export const linkUp = (link: Link): Link => ({
  ...link,
  flags: [...link.flags.filter((flag) => !isUp.includes(flag)), ...isUp],
  operstate: 'UP',
});
export const linkDown = (link: Link): Link => ({ ...link, flags: link.flags.filter((flag) => !isUp.includes(flag)), operstate: 'DOWN' });

/** The network with one profile more in force. */
export function started(world: World, now: Network, profile: NetctlProfile): Network {
  const links = profile.connection === 'bridge' ? withBridge(world, now, profile) : withCard(world, now, profile);
  return { links, routes: routesOver(world, links, () => true) };
}

function withBridge(world: World, { links }: Network, profile: NetctlProfile): readonly Link[] {
  const next = Math.max(...links.map(({ ifindex }) => ifindex)) + 1;
  const there = links.find(({ ifname }) => ifname === profile.device);
  const bridge = there ?? newBridge(profile.device, profile.mac ?? '02:00:00:00:00:10', next);
  return [...links.filter(({ ifname }) => ifname !== profile.device), bridge].map((link): Link => {
    if (profile.binds.includes(link.ifname))
      return { ...linkUp(link), master: profile.device, linkinfo: { info_slave_kind: 'bridge' }, addr_info: [] };
    return link.ifname === profile.device ? { ...link, addr_info: addressesFor(world, link, addressing(profile)) } : link;
  });
}

const addressing = ({ addresses, dhcp }: NetctlProfile) => ({ still: addresses, dhcp });

function withCard(world: World, { links }: Network, profile: NetctlProfile): readonly Link[] {
  const recorded = recordedNetwork(world).links.find(({ ifname }) => ifname === profile.device);
  return links.map((link) => {
    if (link.ifname !== profile.device || link.master !== undefined) return link;
    return recorded ?? { ...linkUp(link), addr_info: addressesFor(world, link, addressing(profile)) };
  });
}

/** The network without a profile: a bridge goes away, and its cards are down, as a card is whose own profile was stopped. */
export function stopped(world: World, now: Network, profile: NetctlProfile): Network {
  const links = now.links
    .filter(({ ifname }) => profile.connection !== 'bridge' || ifname !== profile.device)
    .map((link) => {
      const { master, linkinfo, ...free } = link;
      if (profile.connection === 'bridge') return profile.binds.includes(link.ifname) ? linkDown({ ...free, addr_info: [] }) : link;
      return link.ifname === profile.device && master === undefined ? linkDown({ ...link, addr_info: [] }) : link;
    });
  return { links, routes: routesOver(world, links, () => true) };
}
