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
const routes = z.array(z.object({ dst: z.optional(z.string()), gateway: z.optional(z.string()), dev: z.optional(z.string()) }));

/** What `ip -j addr`, `ip -j route` and `ip -j -6 route` say. */
export interface NetworkState {
  readonly links: readonly {
    readonly name: string;
    readonly master: string | undefined;
    readonly carrier: boolean;
    readonly addresses: readonly string[];
  }[];
  readonly gateways: readonly { readonly gateway: string; readonly link: string }[];
}

/** Undefined: the output is not what `ip -j` prints. */
export function parseNetworkState(addrJson: string, ...routeJson: readonly string[]): NetworkState | undefined {
  const links = addresses.safeParse(parse(addrJson));
  const ways = routes.safeParse(routeJson.flatMap(parse));
  if (!links.success || !ways.success) return undefined;
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
    gateways: ways.data.flatMap(({ dst, gateway, dev }) => (dst === 'default' && gateway && dev ? [{ gateway, link: dev }] : [])),
  };
}

/** What of the expectation is not so; undefined: all of it holds. */
export function unmet(state: NetworkState, { bridge, port, addresses: wanted, gateway }: NetworkExpectation): string | undefined {
  const there = state.links.find(({ name }) => name === bridge);
  if (there === undefined) return `there is no ${bridge}`;
  const card = state.links.find(({ name }) => name === port);
  if (port !== undefined && card?.master !== bridge) return `${port} is not a port of ${bridge}`;
  if (card?.carrier === false) return `${port} has no carrier`;
  const missing = wanted.filter((address) => !there.addresses.includes(address));
  if (missing.length > 0) return `${bridge} has no address ${missing.join(', ')}`;
  if (gateway !== undefined && !state.gateways.some((way) => way.gateway === gateway && way.link === bridge)) {
    return `there is no default route over ${bridge} to ${gateway}`;
  }
  return undefined;
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

function parse(text: string): unknown {
  try {
    return JSON.parse(text.trim() === '' ? '[]' : text);
  } catch {
    return undefined;
  }
}
