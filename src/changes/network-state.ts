import * as z from 'zod/mini';
import type { NetworkExpectation } from '../core/change-network.ts';

const addresses = z.array(
  z.object({
    ifname: z.optional(z.string()),
    master: z.optional(z.string()),
    flags: z.optional(z.array(z.string())),
    addr_info: z.optional(z.array(z.object({ local: z.optional(z.string()), prefixlen: z.optional(z.number()) }))),
  }),
);
const hop = { gateway: z.optional(z.string()), dev: z.optional(z.string()) };
const routes = z.array(
  z.object({
    ...hop,
    type: z.optional(z.string()),
    dst: z.optional(z.string()),
    metric: z.optional(z.number()),
    nexthops: z.optional(z.array(z.object(hop))),
  }),
);

/** What `ip -j addr`, `ip -j route` and `ip -j -6 route` say. */
export interface NetworkState {
  readonly links: readonly {
    readonly name: string;
    readonly master: string | undefined;
    readonly carrier: boolean;
    readonly addresses: readonly string[];
  }[];
  readonly gateways: readonly { readonly gateway: string; readonly link: string }[];
  readonly defaultRoutes: readonly DefaultRoute[];
}

interface DefaultRoute {
  readonly family: 4 | 6;
  readonly link: string;
  /** None where the link itself leads on, as a modem's. */
  readonly gateway: string | undefined;
  readonly metric: number;
}

/** Undefined: the output is not what `ip -j` prints. */
export function parseNetworkState(addrJson: string, routeJson: string, route6Json = ''): NetworkState | undefined {
  const links = addresses.safeParse(parseIpJson(addrJson));
  const [ways, ways6] = [routeJson, route6Json].map((text) => routes.safeParse(parseIpJson(text)));
  if (!links.success || !ways?.success || !ways6?.success) return undefined;
  const defaultRoutes = [...defaultsOf(4, ways.data), ...defaultsOf(6, ways6.data)];
  return {
    links: links.data.flatMap(({ ifname, master, flags, addr_info }) =>
      // `ip` leaves empty objects where a filter dropped a link.
      ifname === undefined
        ? []
        : [
            {
              name: ifname,
              master,
              carrier: flags === undefined || flags.includes('LOWER_UP'),
              addresses: (addr_info ?? []).map(({ local, prefixlen }) => `${local}/${prefixlen}`),
            },
          ],
    ),
    gateways: gatewaysOf(defaultRoutes),
    defaultRoutes,
  };
}

/** Each once, however many routes lead to it. */
const gatewaysOf = (ways: readonly DefaultRoute[]): NetworkState['gateways'] =>
  ways
    .filter((way, at) => ways.findIndex(({ gateway, link }) => gateway === way.gateway && link === way.link) === at)
    .flatMap(({ gateway, link }) => (gateway === undefined ? [] : [{ gateway, link }]));

const defaultsOf = (family: 4 | 6, ways: z.infer<typeof routes>): readonly DefaultRoute[] =>
  ways
    // One of another type leads nowhere: `unreachable default dev lo`.
    .filter(({ dst, type = 'unicast' }) => dst === 'default' && type === 'unicast')
    .flatMap(({ metric = 0, nexthops = [], ...way }) =>
      [way, ...nexthops].flatMap(({ dev, gateway }) => (dev === undefined ? [] : [{ family, link: dev, gateway, metric }])),
    );

/** What of the expectation is not so; undefined: all of it holds. */
export function unmet(state: NetworkState, { bridge, port, addresses: wanted, gateway, gateway6 }: NetworkExpectation): string | undefined {
  const there = state.links.find(({ name }) => name === bridge);
  if (there === undefined) return `there is no ${bridge}`;
  const card = state.links.find(({ name }) => name === port);
  if (port !== undefined && card?.master !== bridge) return `${port} is not a port of ${bridge}`;
  if (card?.carrier === false) return `${port} has no carrier`;
  const missing = wanted.filter((address) => !there.addresses.includes(address));
  if (missing.length > 0) return `${bridge} has no address ${missing.join(', ')}`;
  return unrouted(state, bridge, { family: 4, gateway }) ?? unrouted(state, bridge, { family: 6, gateway: gateway6 });
}

/** A default route that is not there, or before which another one comes: the host would be reached, and reach others, another way. */
function unrouted(
  { defaultRoutes }: NetworkState,
  bridge: string,
  { family, gateway }: { readonly family: 4 | 6; readonly gateway: string | undefined },
): string | undefined {
  if (gateway === undefined) return undefined;
  const what = family === 6 ? 'IPv6 default route' : 'default route';
  const all = defaultRoutes.filter((route) => route.family === family);
  const own = all.filter(({ link }) => link === bridge);
  if (!own.some((route) => route.gateway === gateway)) return `there is no ${what} over ${bridge} to ${gateway}`;
  const least = Math.min(...own.map(({ metric }) => metric));
  const before = all.find(({ metric }) => metric < least);
  return before === undefined ? undefined : `the ${what} is over ${before.link}, not over ${bridge}`;
}

/** Is the uplink back with its addresses, and the bridge gone? */
export function isBack({ links }: NetworkState, { bridge, port, addresses: wanted }: NetworkExpectation): boolean {
  if (links.some(({ name }) => name === bridge)) return false;
  if (port === undefined) return true;
  const card = links.find(({ name }) => name === port);
  return card !== undefined && card.master === undefined && wanted.every((address) => card.addresses.includes(address));
}

/** Is the uplink there without an address that others could reach? */
export const hasNoAddress = ({ links }: NetworkState, { port }: NetworkExpectation): boolean =>
  links.find(({ name }) => name === port)?.addresses.every((address) => address.startsWith('fe80:')) === true;

/** What is left of the change; undefined: all of it was taken back. */
export function remains(state: NetworkState, { bridge, port }: NetworkExpectation): string | undefined {
  if (port === undefined) return state.links.some(({ name }) => name === bridge) ? `${bridge} is still there` : undefined;
  return state.links.some(({ name, master }) => name === port && master === bridge) ? `${port} is still a port of ${bridge}` : undefined;
}

/** What `ip -j` printed, which is nothing where there is nothing; undefined: it is not JSON. */
export function parseIpJson(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '[]' : text);
  } catch {
    return undefined;
  }
}
