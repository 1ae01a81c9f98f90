/** Who has been heard of on the bridges: MAC address (lower case) to IPv4 address. */
export type Addresses = Readonly<Record<string, string>>;

/** `ip -j neigh`: entries that failed have no MAC address; IPv6 is passed over where there is IPv4. */
export function parseNeighbours(json: string): Addresses {
  const found: Record<string, string> = {};
  for (const entry of list(json)) {
    const { dst, lladdr } = entry as { readonly dst?: unknown; readonly lladdr?: unknown };
    if (typeof dst !== 'string' || typeof lladdr !== 'string' || dst.startsWith('fe80:')) continue;
    const mac = lladdr.toLowerCase();
    if (found[mac] === undefined || !dst.includes(':')) found[mac] = dst;
  }
  return found;
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
