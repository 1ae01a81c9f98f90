import { canonicalJson } from '../../../core/json.ts';
import type { World } from '../core/world.ts';
import { activeState } from '../systemd/activity.ts';
import { readConfiguration } from './configuration.ts';
import { changedNetwork, type Network, recordedNetwork } from './links.ts';
import { started } from './netctl-links.ts';
import { enabledProfiles } from './netctl-profiles.ts';
import { configured, newBridges } from './networkd-links.ts';
import { autoconnected, isNew } from './nm-links.ts';
import { readProfiles } from './profiles.ts';

export const runs = async (world: World, manager: 'systemd-networkd' | 'NetworkManager'): Promise<boolean> =>
  (await activeState(world, `${manager}.service`)) === 'active';

/** The network as it is now. After a boot it is as the lasting files say, which may differ from the recording by a bridge. */
export async function currentNetwork(world: World): Promise<Network> {
  const changed = await changedNetwork.get(world.files);
  if (changed !== null) return changed;
  const recorded = recordedNetwork(world);
  if (await runs(world, 'systemd-networkd')) {
    const configuration = await readConfiguration(world);
    return newBridges(recorded, configuration).length === 0 ? recorded : configured(world, recorded, configuration);
  }
  if (!(await runs(world, 'NetworkManager'))) {
    const enabled = await enabledProfiles(world);
    const unknown = enabled.some(({ device }) => !recorded.links.some(({ ifname }) => ifname === device));
    return unknown ? enabled.reduce((network, profile) => started(world, network, profile), recorded) : recorded;
  }
  const profiles = await readProfiles(world);
  return profiles.some((profile) => isNew(recorded, profile)) ? autoconnected(world, recorded, profiles) : recorded;
}

export async function changeNetwork(world: World, network: Network): Promise<void> {
  const asRecorded = canonicalJson(network) === canonicalJson(recordedNetwork(world));
  await changedNetwork.set(world.files, asRecorded ? null : network);
}
