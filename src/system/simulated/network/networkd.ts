import { readText, writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { fileFor, readConfiguration } from './configuration.ts';
import { changeNetwork, currentNetwork, runs } from './current.ts';
import type { Network } from './links.ts';
import { configured, isUnmanaged } from './networkd-links.ts';
import { showBridges } from './show-bridges.ts';

/** networkctl reload: makes new devices, and gives each link the file that is now its own. It never removes a device. */
export async function reloadNetworkd(world: World, base?: Network): Promise<void> {
  if (!(await runs(world, 'systemd-networkd'))) return;
  const configuration = await readConfiguration(world);
  await changeNetwork(world, configured(world, base ?? (await currentNetwork(world)), configuration));
  await showBridges(world);
  // networkd's own word about each link.
  for (const link of (await currentNetwork(world)).links) {
    const path = `/run/systemd/netif/links/${link.ifindex}`;
    const own = fileFor(configuration, link);
    const recorded = world.host.files[path];
    if (own === undefined || isUnmanaged(configuration, link)) continue;
    const text = typeof recorded === 'string' ? recorded : ((await readText(world.files, path)) ?? fresh);
    await writeText(world.files, path, text.replace(/^NETWORK_FILE=.*$/m, `NETWORK_FILE=${own.path}`));
  }
}

const fresh = `# This is private data. Do not parse.
ADMIN_STATE=configured
OPER_STATE=routable
CARRIER_STATE=carrier
ADDRESS_STATE=routable
NETWORK_FILE=
`;
