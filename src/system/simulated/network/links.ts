import { stateFile, volatile } from '../core/state.ts';
import type { World } from '../core/world.ts';

/** An address as `ip -j addr` shows it. */
export interface Address {
  readonly family: 'inet' | 'inet6';
  readonly local: string;
  readonly prefixlen: number;
  readonly scope: string;
  readonly dynamic?: boolean;
  readonly label?: string;
}

/** A link as `ip -j -d addr` shows it; further members are kept as they were recorded. */
export interface Link {
  readonly ifindex: number;
  readonly ifname: string;
  readonly flags: readonly string[];
  readonly operstate: string;
  readonly link_type: string;
  readonly address: string;
  readonly master?: string;
  readonly linkinfo?: { readonly info_kind?: string; readonly info_slave_kind?: string };
  readonly addr_info: readonly Address[];
}

export interface Route {
  readonly dst: string;
  readonly gateway?: string;
  readonly dev: string;
  readonly protocol?: string;
  readonly prefsrc?: string;
  readonly metric?: number;
  readonly flags?: readonly string[];
}

export interface Network {
  readonly links: readonly Link[];
  readonly routes: readonly Route[];
}

/** The links as they are now; undefined: as when the host was recorded, or after a boot that nothing has touched. */
export const changedNetwork = stateFile<Network | null>(volatile('network'), null);

/** As recorded: what `ip` printed then, or what the model says. */
export function recordedNetwork({ host, model }: World): Network {
  const addresses = host.commands?.['ip -j -d addr show']?.stdout ?? host.commands?.['ip -j addr']?.stdout;
  const routes = host.commands?.['ip -j route']?.stdout ?? host.commands?.['ip -j route show default']?.stdout;
  const routes6 = host.commands?.['ip -j -6 route show default']?.stdout ?? '';
  return {
    links: addresses === undefined ? modelLinks(model.links) : (JSON.parse(addresses) as Link[]),
    routes: [...(routes === undefined ? modelRoutes(model.links) : routesOf(routes)), ...routesOf(routes6)],
  };
}

const routesOf = (json: string): readonly Route[] => (json.trim() === '' ? [] : (JSON.parse(json) as Route[]));

export const isIpv6 = ({ gateway }: Route): boolean => gateway?.includes(':') ?? false;

type ModelLinks = World['model']['links'];

const up = ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'];

export const loopback: Link = {
  ifindex: 1,
  ifname: 'lo',
  flags: ['LOOPBACK', 'UP', 'LOWER_UP'],
  operstate: 'UNKNOWN',
  link_type: 'loopback',
  address: '00:00:00:00:00:00',
  addr_info: [{ family: 'inet', local: '127.0.0.1', prefixlen: 8, scope: 'host', label: 'lo' }],
};

const modelLinks = (links: ModelLinks): readonly Link[] => [
  loopback,
  ...links.map(
    ({ name, mac, addresses, dhcp }, index): Link => ({
      ifindex: index + 2,
      ifname: name,
      flags: up,
      operstate: 'UP',
      link_type: 'ether',
      address: mac,
      addr_info: addresses.map((address) => addressOf(address, name, dhcp === true)),
    }),
  ),
];

const modelRoutes = (links: ModelLinks): readonly Route[] =>
  links.flatMap(({ name, gateway, dhcp, addresses }) =>
    gateway === undefined
      ? []
      : [
          {
            dst: 'default',
            gateway,
            dev: name,
            protocol: dhcp ? 'dhcp' : 'static',
            prefsrc: addresses[0]?.replace(/\/.*$/, '') ?? '',
            metric: 1024,
            flags: [],
          },
        ],
  );

export function addressOf(text: string, label: string, dynamic: boolean): Address {
  const [local = '', prefix = '32'] = text.split('/');
  const family = local.includes(':') ? 'inet6' : 'inet';
  const scope = local.startsWith('fe80:') ? 'link' : 'global';
  return { family, local, prefixlen: Number(prefix), scope, ...(dynamic && { dynamic }), ...(family === 'inet' && { label }) };
}

export const newBridge = (ifname: string, address: string, ifindex: number): Link => ({
  ifindex,
  ifname,
  flags: up,
  operstate: 'UP',
  link_type: 'ether',
  address,
  linkinfo: { info_kind: 'bridge' },
  addr_info: [],
});
