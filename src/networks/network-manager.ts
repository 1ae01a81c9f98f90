import type { NetworkChange } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import type { LinkFacts, ProfileFacts } from '../core/facts-network.ts';
import type { Chosen, NetworkBackend, Refused } from './backend.ts';
import { bridgeProfiles, bridgeUuid, cannotMove } from './keyfile.ts';
import { type BondPort, ownAgain, portFiles, portsOfBond } from './manager-bond.ts';
import { checkpoint, guestInterfaces, lastingFiles, type NamedFile, nmcli, reload, volatileFiles } from './manager-places.ts';
import { managerRouted } from './manager-routed.ts';
import { expectationOf, uplinkToMove } from './uplink.ts';

/** NetworkManager, by keyfiles: profiles under /run hide those under /etc, and are gone after a reboot. */
export const networkManager: NetworkBackend = {
  id: 'NetworkManager',
  title: 'NetworkManager',
  tells: (bridge) => `nmcli device show ${bridge} and journalctl -b -u NetworkManager`,
  bridge: (facts, answers) => {
    const card = uplinkToMove(facts, answers);
    if (card === 'done') return [];
    if ('refused' in card) return card;
    const profile = movable(facts);
    if ('refused' in profile) return profile;
    const ports = portsOfBond(facts, card);
    if ('refused' in ports) return ports;
    const files = [
      ...filesFor({ profileText: profile.text, metric: facts.network.metric }, answers, card),
      ...portFiles(ports, { bridge: answers.network.bridge, bond: card }),
    ];
    return [trial(facts, answers, { card, profile, ports, files }), ...lastingFiles(facts, files)];
  },
  routed: managerRouted,
};

type ReadProfile = ProfileFacts & { readonly text: string };

function movable({ network: { profile, uplink } }: Facts): ReadProfile | Refused {
  if (profile?.text === undefined) {
    return {
      refused: `the connection profile of ${uplink ?? 'the uplink'} could not be read${profile === undefined ? '' : ` (${profile.path})`}`,
      hint: 'Run archxen as root: only root may read the profiles of NetworkManager.',
    };
  }
  const reason = cannotMove(profile);
  if (reason === undefined) return { ...profile, text: profile.text };
  return { refused: `${profile.path} cannot be moved to a bridge: ${reason}`, hint: 'Make the bridge by hand, then run archxen again.' };
}

function filesFor(
  own: { readonly profileText: string; readonly metric: number | undefined },
  { network: { bridge } }: Chosen,
  card: LinkFacts,
): readonly NamedFile[] {
  const profiles = bridgeProfiles({ ...own, bridge, uplink: card.name, mac: card.mac, interfaceId: interfaceIdOf(card) });
  const connections = 'system-connections/archxen';
  return [
    // NetworkManager reads no profile that others may read.
    { name: `${connections}-${bridge}.nmconnection`, text: profiles.bridge, mode: 0o600 },
    { name: `${connections}-${bridge}-port.nmconnection`, text: profiles.port, mode: 0o600 },
    guestInterfaces,
  ];
}

/** `::` and the lower half of the first address that the card made for itself from the router's announcement. */
function interfaceIdOf(card: LinkFacts): string | undefined {
  const own = card.addresses.find(
    ({ family, dynamic, scope, address, temporary }) =>
      family === 6 && dynamic && temporary !== true && scope === 'global' && address.endsWith('/64'),
  );
  return own === undefined ? undefined : `::${lowerHalf(own.address.replace(/\/.*$/, ''))}`;
}

/** The last four groups of an IPv6 address, its `::` filled in. */
function lowerHalf(address: string): string {
  const [before = '', after] = address.split('::');
  const groups = (text: string): readonly string[] => (text === '' ? [] : text.split(':'));
  const tail = after === undefined ? [] : groups(after);
  const zeros = after === undefined ? [] : new Array<string>(8 - groups(before).length - tail.length).fill('0');
  return [...groups(before), ...zeros, ...tail].slice(-4).join(':');
}

interface Parts {
  readonly card: LinkFacts;
  readonly profile: ReadProfile;
  /** Of a bond. */
  readonly ports: readonly BondPort[];
  readonly files: readonly NamedFile[];
}

const trial = (facts: Facts, { network }: Chosen, { card, profile, ports, files }: Parts): NetworkChange => ({
  kind: 'network',
  id: 'network.trial',
  title: `Move ${card.name} into the bridge ${network.bridge}, on trial`,
  why: 'guests reach the network through it; it takes itself back unless the network is confirmed to work',
  manager: 'NetworkManager',
  direction: 'up',
  files: volatileFiles(files),
  reload,
  // Activating the bridge brings its port along, and that the ports of a bond (autoconnect-slaves).
  up: [activate(bridgeUuid(network.bridge, card.mac))],
  // Without its profile the bridge goes away, and the card gets its own profile again.
  down: [activate(profile.uuid), ...ports.map((port) => activate(port.profile.uuid)), ['ip', 'link', 'del', network.bridge]],
  ...(ports.length > 0 && { awaited: ownAgain(card, profile) }),
  // Who deleted that profile since gets one that NetworkManager makes.
  lastResort: [nmcli('--wait', '30', 'device', 'connect', card.name)],
  ...needed([profile, ...ports.map((port) => port.profile)]),
  windowSeconds: network.windowSeconds,
  checkpoint: checkpoint(network.windowSeconds),
  expect: expectationOf(facts, network.bridge, card),
});

const activate = (uuid: string): readonly string[] => nmcli('--wait', '30', 'connection', 'up', 'uuid', uuid);

/** Profiles that a reboot takes. */
function needed(profiles: readonly ReadProfile[]): Pick<NetworkChange, 'needs'> {
  const volatile = profiles.filter(({ path }) => path.startsWith('/run/'));
  return volatile.length === 0 ? {} : { needs: volatile.map(({ path, text }) => ({ path, text, mode: 0o600 })) };
}
