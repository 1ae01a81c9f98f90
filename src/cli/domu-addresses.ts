import { type Addresses, type Heard, heard, parseUptimes } from '../domu/neighbours.ts';
import type { System } from '../system/port.ts';

/** Addresses of guests as dom0 knows them: from its neighbour table, and from a dnsmasq that runs here. */
export async function readHeard(system: System): Promise<Heard> {
  const [neighbours, leases] = await Promise.all([
    system.run(['ip', '-j', 'neigh'], { timeoutSeconds: 10 }),
    system.read('/var/lib/misc/dnsmasq.leases').catch(() => undefined),
  ]);
  return heard(neighbours.stdout, Buffer.from(leases ?? []).toString('utf8'));
}

export const readAddresses = async (system: System): Promise<Addresses> => (await readHeard(system)).addresses;

/** How long each domain has run, by its id. */
export async function readUptimes(system: System): Promise<Readonly<Record<number, string>>> {
  const { stdout } = await system.run(['xl', 'uptime'], { timeoutSeconds: 15 });
  return parseUptimes(stdout);
}
