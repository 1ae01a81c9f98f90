import { type Addresses, parseLeases, parseNeighbours, parseUptimes } from '../domu/neighbours.ts';
import type { System } from '../system/port.ts';

/** Addresses of guests as dom0 knows them: from its neighbour table, and from a dnsmasq that runs here. */
export async function readAddresses(system: System): Promise<Addresses> {
  const [neighbours, leases] = await Promise.all([
    system.run(['ip', '-j', 'neigh'], { timeoutSeconds: 10 }),
    system.read('/var/lib/misc/dnsmasq.leases').catch(() => undefined),
  ]);
  return { ...parseNeighbours(neighbours.stdout), ...parseLeases(Buffer.from(leases ?? []).toString('utf8')) };
}

/** How long each domain has run, by its id. */
export async function readUptimes(system: System): Promise<Readonly<Record<number, string>>> {
  const { stdout } = await system.run(['xl', 'uptime'], { timeoutSeconds: 15 });
  return parseUptimes(stdout);
}
