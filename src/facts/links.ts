import type { LinkFacts } from '../core/facts-network.ts';
import { fieldsOf, listOf, numberOf, textOf, textsOf } from './shapes.ts';

/** A link with its number, by which networkd and NetworkManager name their run-time files. */
export interface Link extends LinkFacts {
  readonly index: number;
}

/** What /sys/class/net tells beside `ip`. */
export interface SysLink {
  readonly wireless: boolean;
  readonly bridge: boolean;
}

/** `ip -j -d addr show`. */
export function parseLinks(json: unknown, sys: Readonly<Record<string, SysLink>>): readonly Link[] {
  return listOf(json).flatMap((item) => {
    const fields = fieldsOf(item);
    const name = textOf(fields['ifname']);
    const flags = textsOf(fields['flags']);
    if (name === undefined) return [];
    const info = textOf(fieldsOf(fields['linkinfo'])['info_kind']);
    return [
      {
        index: numberOf(fields['ifindex']) ?? 0,
        name,
        kind: kindOf(name, textOf(fields['link_type']), info, sys[name]),
        mac: textOf(fields['address']) ?? '',
        up: flags.includes('UP'),
        carrier: flags.includes('LOWER_UP'),
        master: textOf(fields['master']),
        addresses: listOf(fields['addr_info']).flatMap(addressOf),
      },
    ];
  });
}

function kindOf(name: string, type: string | undefined, info: string | undefined, sys: SysLink | undefined): LinkFacts['kind'] {
  if (type === 'loopback') return 'loopback';
  // Backends of guests have no kind of their own; xl names them vif<domain>.<device>, and vif<domain>.<device>-emu for QEMU's.
  if (/^vif\d+\.\d+(-emu)?$/.test(name)) return 'vif';
  if (sys?.wireless === true) return 'wifi';
  if (info === 'bridge' || sys?.bridge === true) return 'bridge';
  if (info === 'vlan' || info === 'bond') return info;
  // The far end of a veth pair is this host's wire: in containers, and when testing.
  return type === 'ether' && (info === undefined || info === 'veth') ? 'ethernet' : 'other';
}

function addressOf(item: unknown): readonly LinkFacts['addresses'][number][] {
  const fields = fieldsOf(item);
  const local = textOf(fields['local']);
  if (local === undefined) return [];
  const address = `${local}/${numberOf(fields['prefixlen']) ?? 32}`;
  return [
    {
      address,
      family: fields['family'] === 'inet6' ? 6 : 4,
      dynamic: fields['dynamic'] === true,
      scope: textOf(fields['scope']) ?? '',
      ...(fields['temporary'] === true && { temporary: true as const }),
    },
  ];
}

export interface DefaultRoute {
  readonly device: string;
  readonly gateway: string | undefined;
  readonly metric: number;
}

/**
 * `ip -j route show default`, also with -6: of several the one with the least metric. Where the metric does not decide, the one
 * over the preferred device.
 */
export function parseDefaultRoute(json: unknown, preferred?: string): DefaultRoute | undefined {
  const routes = listOf(json).flatMap(hopsOf);
  const least = Math.min(...routes.map(({ metric }) => metric));
  const foremost = routes.filter(({ metric }) => metric === least);
  const device = (foremost.find((route) => route.device === preferred) ?? foremost[0])?.device;
  // Routers on one wire are listed in no lasting order; the same of them is named each time.
  return foremost.filter((route) => route.device === device).toSorted((a, b) => ((a.gateway ?? '') < (b.gateway ?? '') ? -1 : 1))[0];
}

/** One for each router. A route that leads nowhere (`unreachable default dev lo`) is none. */
function hopsOf(item: unknown): readonly DefaultRoute[] {
  const route = fieldsOf(item);
  if (route['dst'] !== 'default' || (textOf(route['type']) ?? 'unicast') !== 'unicast') return [];
  const metric = numberOf(route['metric']) ?? 0;
  return [route, ...listOf(route['nexthops']).map(fieldsOf)].flatMap((hop) => {
    const device = textOf(hop['dev']);
    return device === undefined ? [] : [{ device, gateway: textOf(hop['gateway']), metric }];
  });
}
