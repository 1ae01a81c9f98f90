import { writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { changeNetwork, currentNetwork, runs } from './current.ts';
import { type Network, recordedNetwork } from './links.ts';
import { activated, autoconnected, withoutBridge } from './nm-links.ts';
import { readProfiles } from './profiles.ts';
import { forgetLink, showBridges } from './show-bridges.ts';

/** nmcli connection reload: a bridge whose profile is gone goes too. */
export async function reloadProfiles(world: World): Promise<void> {
  const profiles = await readProfiles(world);
  let network = await currentNetwork(world);
  const made = network.links.filter(({ ifname }) => !recordedNetwork(world).links.some((each) => each.ifname === ifname));
  for (const { ifname } of made) if (!profiles.some(({ device }) => device === ifname)) network = withoutBridge(world, network, ifname);
  await become(world, network);
}

/** nmcli connection up; false: there is no such profile. */
export async function activate(world: World, uuid: string): Promise<boolean> {
  const profiles = await readProfiles(world);
  const profile = profiles.find((each) => each.uuid === uuid);
  if (profile === undefined) return false;
  await become(world, activated(world, await currentNetwork(world), { profile, profiles }));
  return true;
}

/** As after a boot. For a wired card NetworkManager makes a profile up only where none is about it, and only when it starts. */
export async function startNetworkManager(world: World, base: Network): Promise<void> {
  if (!(await runs(world, 'NetworkManager'))) return;
  const profiles = await readProfiles(world);
  for (const { path, device, madeUp } of profiles)
    if (madeUp && profiles.some((each) => each.path !== path && each.device === device)) await world.files.remove(path);
  await become(world, autoconnected(world, base, await readProfiles(world)));
}

/** The network is this now, and NetworkManager says so, under /run/NetworkManager/devices. */
export async function become(world: World, network: Network): Promise<void> {
  const gone = (await currentNetwork(world)).links.filter(({ ifname }) => !network.links.some((each) => each.ifname === ifname));
  await changeNetwork(world, network);
  for (const link of gone) await forgetLink(world, link);
  await showBridges(world);
  const profiles = await readProfiles(world);
  for (const link of network.links) {
    const path = `/run/NetworkManager/devices/${link.ifindex}`;
    const recorded = world.host.files[path];
    const own = profiles.find(({ device, master }) => device === link.ifname && (master !== undefined) === (link.master !== undefined));
    const text =
      link.master === undefined && typeof recorded === 'string' ? recorded : own && `[device]\nmanaged=true\nconnection-uuid=${own.uuid}\n`;
    if (text !== undefined) await writeText(world.files, path, text);
    else await world.files.remove(path);
  }
}
