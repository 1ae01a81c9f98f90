import { basename } from 'node:path/posix';
import type { NetworkChange } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import type { LinkFacts } from '../core/facts-network.ts';
import type { Chosen, NetworkBackend, Refused } from './backend.ts';
import { sections } from './network-file.ts';
import { bridgeFiles, cannotMove, type NetworkFile } from './networkd-files.ts';
import { keepsDhcp6 } from './networkd-identity.ts';
import { prefixFor } from './networkd-order.ts';
import { lastingFiles, volatileFiles } from './networkd-places.ts';
import { networkdRouted } from './networkd-routed.ts';
import { expectationOf, uplinkToMove } from './uplink.ts';

/** systemd-networkd. It has no checkpoints of its own; the volatile files and the timer of NetworkChange stand in for them. */
export const networkd: NetworkBackend = {
  id: 'systemd-networkd',
  title: 'systemd-networkd',
  tells: (bridge) => `networkctl status ${bridge} and journalctl -b -u systemd-networkd`,
  bridge: (facts, answers) => {
    const card = uplinkToMove(facts, answers);
    if (card === 'done') return [];
    if ('refused' in card) return card;
    const files = filesFor(facts, answers, card);
    return 'refused' in files ? files : [trial(facts, answers, card, files), ...lastingFiles(facts, files)];
  },
  routed: networkdRouted,
  mayChange,
};

/** Addresses of DHCPv6: their server knows the card by a number that is not known here. networkd leases single addresses. */
function mayChange({ network, files }: Facts, { network: { uplink, bridge } }: Chosen): readonly string[] {
  const card = network.links.find(({ name, master }) => name === uplink && master !== bridge);
  const text = files[network.uplinkFile ?? '']?.text;
  if (card === undefined || text === undefined || keepsDhcp6(sections(text), network)) return [];
  return card.addresses
    .filter(({ family, scope, dynamic, address }) => family === 6 && scope === 'global' && dynamic && address.endsWith('/128'))
    .map(({ address }) => address);
}

function filesFor(facts: Facts, answers: Chosen, card: LinkFacts): readonly NetworkFile[] | Refused {
  const path = facts.network.uplinkFile;
  const text = path === undefined ? undefined : facts.files[path]?.text;
  if (path === undefined || text === undefined) {
    return {
      refused: `the .network file of ${card.name} could not be read${path === undefined ? '' : ` (${path})`}`,
      hint: `Give ${card.name} a file in /etc/systemd/network; archxen copies its settings to the bridge.`,
    };
  }
  const dropIn = facts.network.uplinkDropIns?.[0] ?? (facts.files[`${path}.d`] === undefined ? undefined : `${path}.d`);
  if (dropIn !== undefined) {
    const all = facts.network.uplinkDropIns ?? [];
    return {
      refused: `${basename(path)} has drop-ins: ${all.length > 1 ? `${dropIn} and ${all.length - 1} more` : dropIn}`,
      hint: `Put their settings into ${path} itself and take them away; archxen copies that file to the bridge.`,
    };
  }
  const reason = cannotMove(text);
  if (reason !== undefined)
    return { refused: `${path} cannot be moved to a bridge: ${reason}`, hint: 'Make the bridge by hand, then run archxen again.' };
  const prefix = prefixFor(facts, answers.network.bridge);
  if (typeof prefix !== 'string') return prefix;
  return bridgeFiles({
    bridge: answers.network.bridge,
    uplink: card.name,
    mac: card.mac,
    uplinkText: text,
    prefix,
    dhcpClientId: facts.network.dhcpClientId,
    dhcp6Iaid: facts.network.dhcp6Iaid,
  });
}

const trial = (facts: Facts, answers: Chosen, card: LinkFacts, files: readonly NetworkFile[]): NetworkChange => ({
  kind: 'network',
  id: 'network.trial',
  title: `Move ${card.name} into the bridge ${answers.network.bridge}, on trial`,
  why: 'guests reach the network through it; it takes itself back unless the network is confirmed to work',
  manager: 'systemd-networkd',
  direction: 'up',
  files: volatileFiles(files),
  // It makes the new device and gives the card its new file at once.
  reload: [['networkctl', 'reload']],
  up: [],
  // After the files are gone the card gets its own one again; `reload` never removes a device, hence the last command.
  down: [
    ['networkctl', 'reconfigure', card.name],
    ['ip', 'link', 'del', answers.network.bridge],
  ],
  windowSeconds: answers.network.windowSeconds,
  expect: expectationOf(facts, answers.network.bridge, card),
});
