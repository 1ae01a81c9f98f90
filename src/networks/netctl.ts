import type { Change, CommandChange } from '../core/change.ts';
import type { NetworkChange } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import type { LinkFacts, NetctlProfileFacts } from '../core/facts-network.ts';
import { fileChange } from '../core/file-change.ts';
import { instanceUnit } from '../formats/unit-names.ts';
import type { Chosen, NetworkBackend, Refused } from './backend.ts';
import { netctlSteps } from './by-hand.ts';
import { bridgeProfile, cannotMove, makesItsLink, portProfile } from './netctl-profile.ts';
import { routedBeside } from './networkd-beside.ts';
import { expectationOf, uplinkToMove } from './uplink.ts';

/**
 * netctl, by a profile of the bridge beside the uplink's own one. netctl reads profiles below /etc only; one that is not enabled
 * does nothing at boot, so until it was tried a reboot still starts the uplink's own.
 */
export const netctl: NetworkBackend = {
  id: 'netctl',
  title: 'netctl',
  tells: (bridge) => `netctl list, networkctl status ${bridge} and ip addr`,
  bridge: (facts, answers) => {
    const card = uplinkToMove(facts, answers);
    if (card === 'done') return [];
    if ('refused' in card) return card;
    const own = movable(facts, card);
    if ('refused' in own) return { ...own, hint: netctlSteps(facts, answers.network.bridge) };
    const names: Names = {
      ...{ own: own.name, bridge: `archxen-${answers.network.bridge}` },
      ...(makesItsLink(own.text) && { port: 'archxen-port' }),
    };
    return [
      ...profileFiles(facts, answers, { card, own, names }),
      trial(facts, answers, { card, names }),
      ...written(names).flatMap((name) => rivalry(facts, name, names.own)),
      ...lasting(names, answers, card),
    ];
  },
  routed: routedBeside,
};

type Readable = NetctlProfileFacts & { readonly text: string };

function movable({ network: { netctl: of }, units }: Facts, card: LinkFacts): Readable | Pick<Refused, 'refused'> {
  const [daemon] = of?.daemons ?? [];
  if (daemon !== undefined) return { refused: `${daemon} starts and stops the profiles of ${card.name} by itself` };
  const profile = of?.profile;
  if (profile === undefined) return { refused: `no enabled profile of netctl is about ${card.name}` };
  const [rival] = of?.rivals ?? [];
  if (rival !== undefined) return { refused: `the profiles ${profile.name} and ${rival} of netctl are both enabled for ${card.name}` };
  // It would start the bridge again after a reboot in the middle of the trial.
  if (units['netctl.service']?.enabled === 'enabled')
    return { refused: 'netctl.service is enabled, which starts what ran before a reboot' };
  const { path, text, script } = profile;
  if (text === undefined) return { refused: `${path} may hold a key, so it is not read` };
  if (script !== undefined) return { refused: `${script} changes what ${path} says` };
  const reason = cannotMove(text, card.name);
  return reason === undefined ? { ...profile, text } : { refused: `${path} cannot be moved to a bridge: ${reason}` };
}

const profileFiles = (
  facts: Facts,
  { network: { bridge } }: Chosen,
  { card, own, names }: { readonly card: LinkFacts; readonly own: Readable; readonly names: Names },
): readonly Change[] => {
  const file = (name: string, what: string, text: string): readonly Change[] =>
    fileChange(facts, {
      id: `network.${name}`,
      title: `Write the profile of the ${what}: ${name}`,
      why: `netctl reads no other place; until ${name} is enabled, a reboot starts ${own.name}`,
      path: `/etc/netctl/${name}`,
      text,
      mode: own.mode & 0o644,
    });
  const { port } = names;
  return [
    ...(port === undefined ? [] : file(port, 'port', portProfile(own))),
    ...file(names.bridge, 'bridge', bridgeProfile({ bridge, uplink: card.name, mac: card.mac, own, port })),
  ];
};

/** Names of profiles. */
interface Names {
  readonly own: string;
  readonly bridge: string;
  /** Makes the port, where that is no card: a VLAN, a bond. */
  readonly port?: string | undefined;
}

/** Those that archxen writes, in the order in which they start. */
const written = ({ port, bridge }: Names): readonly string[] => (port === undefined ? [bridge] : [port, bridge]);

const trial = (facts: Facts, { network }: Chosen, { card, names }: { readonly card: LinkFacts; readonly names: Names }): NetworkChange => ({
  kind: 'network',
  id: 'network.trial',
  title: `Move ${card.name} into the bridge ${network.bridge}, on trial`,
  why: 'guests reach the network through it; it takes itself back unless the network is confirmed to work',
  manager: 'netctl',
  direction: 'up',
  files: [],
  reload: [],
  up: [['netctl', 'stop', names.own], ...written(names).map((name) => ['netctl', 'start', name])],
  // netctl does not tidy up after a profile whose start failed: the bridge stays, and the card stays up, with which no profile of
  // it can be started. Nor is it known whether the own profile was stopped at all, so it is stopped first. A link that a profile
  // makes must not be there.
  down: [
    ['netctl', 'stop', names.bridge],
    ['ip', 'link', 'del', network.bridge],
    ...(names.port === undefined ? [] : [['netctl', 'stop', names.port]]),
    ['netctl', 'stop', names.own],
    names.port === undefined ? ['ip', 'link', 'set', 'dev', card.name, 'promisc', 'off', 'down'] : ['ip', 'link', 'del', card.name],
    ['netctl', 'start', names.own],
  ],
  windowSeconds: network.windowSeconds,
  expect: expectationOf(facts, network.bridge, card),
});

/** `netctl enable` and `netctl disable`. The bridge first: at no moment is there a boot without a network. */
const lasting = (names: Names, { network: { bridge } }: Chosen, card: LinkFacts): readonly CommandChange[] => [
  ...written(names).map(
    (name): CommandChange => ({
      kind: 'command',
      id: name === names.bridge ? 'network.enable' : 'network.enable-port',
      title: `Keep the bridge over a reboot: enable ${name}`,
      why: `${name === names.bridge ? bridge : card.name} is made at boot`,
      // `enable` gives up where a link is there already, as after a power cut in the midst of it, and says so by no exit code.
      argv: ['netctl', 'reenable', name],
      undo: ['netctl', 'disable', name],
      writes: enabling(name),
      // The last line that it writes.
      readBack: { path: dropIn(name), contains: `After=${unit(lastBefore(name, names))}\n`, encoding: 'utf8', present: true },
      timeoutSeconds: 60,
    }),
  ),
  {
    kind: 'command',
    id: 'network.disable',
    title: `Keep the bridge over a reboot: disable ${names.own}`,
    why: `it would give ${card.name} an address of its own`,
    argv: ['netctl', 'disable', names.own],
    undo: ['netctl', 'reenable', names.own],
    writes: enabling(names.own),
    removes: wanted(names.own),
    timeoutSeconds: 60,
  },
];

/**
 * A power cut may leave both enabled. netctl tells systemd that a profile runs before its addresses are set, so After= alone
 * would let the own one give them to a card that is the bridge's already, and nobody would reach the host. Of two units of one
 * boot, the one that names the other in Conflicts= is started (systemd.unit(5)).
 */
const rivalry = (facts: Facts, name: string, own: string): readonly Change[] =>
  fileChange(facts, {
    id: `network.conflict.${name}`,
    title: `Let no boot start ${own} beside ${name}`,
    why: 'both are enabled for a moment, and a power cut could leave it so',
    path: `${dropInFolder(name)}/archxen.conf`,
    text: `# Written by archxen; \`archxen rollback\` takes it away.\n[Unit]\nConflicts=${unit(own)}\n`,
  });

/** The last one that a profile's After= names. */
const lastBefore = (name: string, { own, port, bridge }: Names): string => (name === bridge ? (port ?? own) : own);

const system = '/etc/systemd/system';
const unit = (profile: string): string => instanceUnit('netctl', profile);
const wanted = (profile: string): string => `${system}/multi-user.target.wants/${unit(profile)}`;
const dropInFolder = (profile: string): string => `${system}/${unit(profile)}.d`;
const dropIn = (profile: string): string => `${dropInFolder(profile)}/profile.conf`;
/** What `netctl enable` makes and `netctl disable` removes. */
const enabling = (profile: string): readonly string[] => [wanted(profile), dropIn(profile)];
