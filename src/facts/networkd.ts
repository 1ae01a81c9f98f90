import { basename } from 'node:path/posix';
import type { NetworkdFacts } from '../core/facts-network.ts';
import type { System } from '../system/port.ts';
import { linkValue } from './network-owner.ts';
import { names } from './reading.ts';

/** Where systemd-networkd looks for its files (systemd.network(5)). */
const folders = ['/etc', '/run', '/usr/local/lib', '/usr/lib'].map((root) => `${root}/systemd/network`);

/** What systemd-networkd has for the uplink beside its own file, by its run-time file of that link and its folders. */
export async function readNetworkd(system: System, link: string): Promise<NetworkdFacts> {
  const lists = await Promise.all(folders.map(async (folder) => ({ folder, names: await names(system, folder) })));
  const file = linkValue(link, 'NETWORK_FILE');
  const directory = file === undefined ? undefined : `${basename(file)}.d`;
  const beside = lists.filter((each) => directory !== undefined && each.names.includes(directory));
  const dropIns = await Promise.all(
    beside.map(async ({ folder }) =>
      (await names(system, `${folder}/${directory}`))
        .filter((name) => name.endsWith('.conf'))
        .map((name) => `${folder}/${directory}/${name}`),
    ),
  );
  const networkFiles = new Set(lists.flatMap((each) => each.names.filter((name) => name.endsWith('.network'))));
  const dhcp6Iaid = parseIaid(linkValue(link, 'DHCP6_CLIENT_IAID'));
  return { networkFiles: [...networkFiles].toSorted(), uplinkDropIns: dropIns.flat(), ...(dhcp6Iaid !== undefined && { dhcp6Iaid }) };
}

/** networkd writes it once its DHCPv6 client has run, whether a file or a router's announcement made it run. */
const parseIaid = (value: string | undefined): number | undefined =>
  /^0x[0-9a-f]{1,8}$/i.test(value ?? '') ? Number.parseInt(value ?? '', 16) : undefined;
