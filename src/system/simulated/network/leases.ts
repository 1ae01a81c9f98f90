import type { World } from '../core/world.ts';
import { type Address, addressOf, isIpv6, type Link, type Route, recordedNetwork } from './links.ts';

/** How a link comes by its addresses. */
export interface Addressing {
  /** Static ones, with prefix length. */
  readonly still: readonly string[];
  readonly dhcp: boolean;
}

/** A DHCP server knows its client by the MAC: who has the card's MAC gets the card's lease. */
export function addressesFor(world: World, link: Link, { still, dhcp }: Addressing): readonly Address[] {
  const home = recordedNetwork(world).links.find(({ address, addr_info }) => address === link.address && addr_info.length > 0);
  const leased = (home?.addr_info ?? []).filter(({ family, dynamic }) => family === 'inet' && dynamic === true);
  const [other] = world.model.links[0]?.addresses ?? [];
  const fallback = home === undefined && other !== undefined ? [otherLease(other, link.ifname)] : [];
  const local = (home?.addr_info ?? []).filter(({ scope, family }) => family === 'inet6' && scope !== 'host');
  const labelled = (dhcp ? (leased.length > 0 ? leased : fallback) : []).map((address) => ({ ...address, label: link.ifname }));
  const own = still.map((text) => addressOf(text, link.ifname, false));
  return [...own, ...labelled, ...local.filter((each) => !own.some(({ local: same }) => same === each.local))];
}

const otherLease = (address: string, label: string): Address => addressOf(address.replace(/\.\d+\//, '.250/'), label, true);

/** The default route goes over whatever link has its source address now. */
export function routesOver(world: World, links: readonly Link[], hasGateway: (link: Link) => boolean): readonly Route[] {
  return recordedNetwork(world).routes.flatMap((route) => {
    const source = route.prefsrc;
    const owner = isIpv6(route)
      ? hearer(world, links, route)
      : (links.find(({ addr_info }) => addr_info.some(({ local }) => local === source)) ??
        links.find((link) => link.addr_info.some(({ scope, family }) => scope === 'global' && family === 'inet') && hasGateway(link)));
    return owner === undefined ? [] : [{ ...route, dev: owner.ifname }];
  });
}

/** Who hears the router of an IPv6 route: the link that has the IPv6 addresses of the recorded one now. */
function hearer(world: World, links: readonly Link[], { dev }: Route): Link | undefined {
  const six = ({ addr_info }: Link): readonly string[] => addr_info.filter(({ family }) => family === 'inet6').map(({ local }) => local);
  const home = recordedNetwork(world).links.find(({ ifname }) => ifname === dev);
  return home && links.find((link) => six(link).some((local) => six(home).includes(local)));
}
