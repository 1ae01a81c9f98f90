/** Who has been heard of on the bridges: MAC address (lower case) to IPv4 address. */
export type Addresses = Readonly<Record<string, string>>;

/** What dom0 knows of addresses at one time. */
export interface Heard {
  readonly addresses: Addresses;
  /** All of them, as `MAC ADDRESS`: a MAC address may have several. */
  readonly known: readonly string[];
  /** Those that the kernel has just confirmed. */
  readonly reachable: readonly string[];
}

/** `ip -j neigh`, and the text of dnsmasq's leases. */
export function heard(neighbours: string, leases: string): Heard {
  const entries = neighbourEntries(neighbours);
  const leased = parseLeases(leases);
  return {
    addresses: { ...parseNeighbours(neighbours), ...leased },
    known: [...entries, ...Object.entries(leased).map(([mac, address]) => ({ mac, address }))].map(pair),
    reachable: entries.filter(({ reachable }) => reachable).map(pair),
  };
}

/**
 * Does the address of this MAC show that its guest lives, given what was known before the guest was started? A guest keeps its
 * MAC address, so dom0 remembers the address of its former life: only what is new, or confirmed since, counts.
 */
export function isHeardAnew(mac: string, now: Heard, before: Heard): boolean {
  const address = now.addresses[mac];
  if (address === undefined) return false;
  const one = pair({ mac, address });
  return !before.known.includes(one) || (now.reachable.includes(one) && !before.reachable.includes(one));
}

const pair = ({ mac, address }: { readonly mac: string; readonly address: string }): string => `${mac} ${address}`;

/** `ip -j neigh`: IPv6 is passed over where there is IPv4. */
export function parseNeighbours(json: string): Addresses {
  const found: Record<string, string> = {};
  for (const { mac, address } of neighbourEntries(json)) if (found[mac] === undefined || !address.includes(':')) found[mac] = address;
  return found;
}

/** Entries that failed have no MAC address. REACHABLE ones were confirmed a moment ago, STALE ones may be of somebody who is gone. */
function neighbourEntries(json: string): readonly { readonly mac: string; readonly address: string; readonly reachable: boolean }[] {
  return list(json).flatMap((entry) => {
    const { dst, lladdr, state } = entry as { readonly dst?: unknown; readonly lladdr?: unknown; readonly state?: unknown };
    if (typeof dst !== 'string' || typeof lladdr !== 'string' || dst.startsWith('fe80:')) return [];
    return [{ mac: lladdr.toLowerCase(), address: dst, reachable: Array.isArray(state) && state.includes('REACHABLE') }];
  });
}

/** dnsmasq's leases: `expiry mac address name client-id`, one a line. */
export function parseLeases(text: string): Addresses {
  const rows = text.split('\n').map((line) => line.split(/\s+/));
  return Object.fromEntries(rows.flatMap(([, mac, address]) => (mac?.length === 17 && address ? [[mac.toLowerCase(), address]] : [])));
}

/** `bridge -j fdb show`: MAC addresses that a guest has sent from; those that the kernel put there itself are permanent. */
export function parseBridgeTable(json: string): readonly string[] {
  return list(json).flatMap((entry) => {
    const { mac, ifname, state } = entry as { readonly mac?: unknown; readonly ifname?: unknown; readonly state?: unknown };
    return typeof mac === 'string' && typeof ifname === 'string' && state !== 'permanent' ? [mac.toLowerCase()] : [];
  });
}

/** `xl uptime`: the name may hold blanks, the time may be `2 days, 3:04:05`. */
export function parseUptimes(text: string): Readonly<Record<number, string>> {
  const rows = text.split('\n').map((line) => /^.*\S\s+(\d+)\s+((?:\d+ days?, +)?\d+:\d\d:\d\d)\s*$/.exec(line));
  return Object.fromEntries(rows.flatMap((row) => (row?.[2] === undefined ? [] : [[Number(row[1]), row[2]]])));
}

function list(json: string): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(json);
    return Array.isArray(value) ? value : [];
  } catch {
    return [];
  }
}
