import type { RunResult } from '../../port.ts';
import { makeParents, writeText } from '../core/files.ts';
import { type Command, done, failed, type World } from '../core/world.ts';
import { setActive } from '../systemd/activity.ts';
import { changeNetwork, currentNetwork } from './current.ts';
import type { Network } from './links.ts';
import { started, stopped } from './netctl-links.ts';
import {
  dropInFolder,
  enabledProfiles,
  isActiveProfile,
  type NetctlProfile,
  readNetctlProfile,
  unitOf,
  wantedLink,
} from './netctl-profiles.ts';
import { forgetLink, showBridges } from './show-bridges.ts';

/** netctl(1), with profiles of cards and bridges. */
export const netctl: Command = async ({ args }, world) => {
  const [verb = '', name = ''] = args;
  const profile = await readNetctlProfile(world, name);
  switch (verb) {
    case 'start':
      return start(world, name, profile);
    case 'stop':
      return stop(world, name, profile);
    case 'enable':
    case 'disable':
    case 'reenable':
      if (verb !== 'disable' && profile === undefined) return failed(1, `Profile '${name}' does not exist or is not readable\n`);
      if (verb !== 'enable') await disable(world, name);
      if (verb !== 'disable' && profile !== undefined) await enable(world, profile);
      return done();
    case 'is-active':
      return (await isActiveProfile(world, name)) ? done('active\n') : failed(3, '', 'inactive\n');
    case 'is-enabled':
      return (await world.files.stat(wantedLink(name))) === undefined ? failed(1, '', 'static\n') : done('enabled\n');
    default:
      return undefined;
  }
};

/** netctl starts no profile of a card that is up: somebody else may have it. */
async function start(world: World, name: string, profile: NetctlProfile | undefined): Promise<RunResult> {
  if (await isActiveProfile(world, name)) return done();
  const now = await currentNetwork(world);
  const link = now.links.find(({ ifname }) => ifname === profile?.device);
  const impossible =
    profile === undefined || link?.flags.includes('UP') === true || (profile.connection === 'ethernet' && link === undefined);
  await setActive(world, unitOf(name), impossible ? 'failed' : 'active');
  if (impossible) return failed(1, `Job for ${unitOf(name)} failed because the control process exited with error code.\n`);
  await become(world, started(world, now, profile));
  return done();
}

/** netctl must still find the profile: without it, the unit is stopped and the network stays. */
async function stop(world: World, name: string, profile: NetctlProfile | undefined): Promise<RunResult> {
  const active = await isActiveProfile(world, name);
  await setActive(world, unitOf(name), 'inactive');
  if (active && profile !== undefined) await become(world, stopped(world, await currentNetwork(world), profile));
  return done();
}

async function become(world: World, network: Network): Promise<void> {
  const gone = (await currentNetwork(world)).links.filter(({ ifname }) => !network.links.some((each) => each.ifname === ifname));
  await changeNetwork(world, network);
  for (const link of gone) await forgetLink(world, link);
  await showBridges(world);
}

async function enable(world: World, profile: NetctlProfile): Promise<void> {
  const { files } = world;
  const link = wantedLink(profile.name);
  if ((await files.stat(link)) !== undefined) return;
  await makeParents(files, link);
  await files.link(link, '/usr/lib/systemd/system/netctl@.service');
  const devices = (profile.binds.length > 0 ? profile.binds : [profile.device]).map((name) => `sys-subsystem-net-devices-${name}.device`);
  const lines = [
    '[Unit]',
    ...(profile.description === undefined ? [] : [`Description=${profile.description}`]),
    ...devices.map((device) => `BindsTo=${device}`),
    ...devices.map((device) => `After=${device}`),
    ...profile.after.map((name) => `After=${unitOf(name)}`),
  ];
  await writeText(files, `${dropInFolder(profile.name)}/profile.conf`, `${lines.join('\n')}\n`);
}

async function disable({ files }: World, name: string): Promise<void> {
  for (const path of [wantedLink(name), `${dropInFolder(name)}/profile.conf`]) await files.remove(path);
  if ((await files.list(dropInFolder(name)))?.length === 0) await files.remove(dropInFolder(name));
}

/** As after a boot: the enabled profiles, one after the other. */
export async function startNetctl(world: World, base: Network): Promise<Network | undefined> {
  const profiles = await enabledProfiles(world);
  if (profiles.length === 0) return undefined;
  const network = profiles.reduce((before, profile) => started(world, before, profile), base);
  await become(world, network);
  return network;
}
