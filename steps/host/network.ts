import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Option, Question } from '../../src/core/question.ts';
import type { Step } from '../../src/core/step.ts';
import { networkBackends } from '../../src/networks/index.ts';
import { globalAddresses, linkOf, uplinkBridge, wiredUplink } from '../../src/networks/links.ts';
import { warn } from './finding.ts';
import { networkChecks } from './network-checks.ts';

type Network = Answers['network'];

const help = `Guests reach the network through a bridge, a switch inside the host. The
uplink becomes one of its ports, and the bridge takes over the uplink's
MAC address, addresses, DNS and default route: the host stays reachable
under the same address.

The change is made on trial. If you do not confirm in time that the network
works, a timer outside archxen takes it back, also when the terminal or the
ssh connection is gone.

Without a bridge guests run, but have no network until one is there.`;

/** This step: a bridge for the guests. */
export const networkStep: Step<'network'> = {
  id: 'network',
  title: 'Network',
  intro: (facts) => `How shall guests reach the network? ${uplinkText(facts)}`,
  skip: (facts, { network }) => {
    const port = wiredUplink(facts);
    return port !== undefined && port.master === network.bridge
      ? `${port.name} is a port of the bridge ${network.bridge} already`
      : undefined;
  },
  questions,
  defaults,
  check: networkChecks,
  changes: (facts, answers): readonly Change[] => {
    if (answers.network.mode === 'none') return [];
    const made = networkBackends[facts.network.manager].bridge(facts, answers);
    // A refusal is a failed check above; a plan with it is never applied.
    return 'refused' in made ? [] : made;
  },
  verify: (facts, answers) => {
    if (answers.network.mode === 'bridge') return networkBackends[facts.network.manager].verify(facts, answers);
    if (linkOf(facts, answers.network.bridge)?.kind === 'bridge') return [];
    return [
      warn('network.bridge', 'Bridge', `there is no ${answers.network.bridge}; none was asked for`, {
        reason: 'guests with a network card do not start without one',
        hint: 'Run archxen again and choose the bridge, or make one by hand.',
      }),
    ];
  },
};

/** A bridge where it can be made without a doubt: a wired uplink that systemd-networkd owns, or one that is there. */
function defaults(facts: Facts): Network {
  const there = uplinkBridge(facts);
  const card = wiredUplink(facts);
  const base: Network = { mode: 'none', bridge: there?.name ?? 'xenbr0', uplink: card?.name ?? '', windowSeconds: 60 };
  if (card === undefined) return base;
  return cannot(facts, { ...base, mode: 'bridge' }) === undefined ? { ...base, mode: 'bridge' } : base;
}

/** Why the bridge cannot be made with these answers; undefined: it can. */
function cannot(facts: Facts, network: Network): string | undefined {
  const card = linkOf(facts, network.uplink);
  if (card === undefined) return 'no wired uplink was found';
  if (card.kind === 'wifi') return 'a Wi-Fi card cannot be a port of a bridge';
  const made = networkBackends[facts.network.manager].bridge(facts, { network });
  return 'refused' in made ? made.refused : undefined;
}

function questions(facts: Facts, { network }: Answers): readonly Question[] {
  const uplink = network.uplink === '' ? 'the uplink' : network.uplink;
  const unavailable = cannot(facts, network);
  const bridge: Option = {
    label: `Move ${uplink} into the bridge ${network.bridge}`,
    detail: `guests get a network; reverts in ${network.windowSeconds} s unless confirmed`,
    value: 'bridge',
    ...(unavailable !== undefined && { unavailable }),
  };
  const none: Option = { label: 'Leave the network as it is', detail: 'guests have none until you make a bridge', value: 'none' };
  const wired = facts.network.links.filter(({ kind }) => kind === 'ethernet');
  return [
    {
      kind: 'select',
      path: 'network.mode',
      title: 'The bridge',
      help,
      options: unavailable === undefined ? [bridge, none] : [none, bridge],
      value: network.mode,
    },
    {
      kind: 'text',
      path: 'network.bridge',
      title: 'Name of the bridge',
      help: 'xl takes xenbr0 where a guest names no bridge.',
      advanced: true,
      pattern: '^[a-zA-Z0-9@._+-]+$',
      example: 'xenbr0',
      value: network.bridge,
    },
    {
      kind: 'select',
      path: 'network.uplink',
      title: 'Uplink',
      help: 'The wired interface that the default route goes over.',
      advanced: true,
      options: wired.map((link) => ({ label: link.name, detail: globalAddresses(link).join(' ') || link.mac, value: link.name })),
      value: network.uplink,
    },
    {
      kind: 'number',
      path: 'network.windowSeconds',
      title: 'Time to confirm that the network works',
      help: 'When it is over and nobody has confirmed, the bridge is taken back.',
      advanced: true,
      minimum: 10,
      maximum: 3600,
      unit: 'seconds',
      value: network.windowSeconds,
    },
  ];
}

function uplinkText(facts: Facts): string {
  const link = wiredUplink(facts);
  return link === undefined ? 'No wired uplink was found.' : `The uplink is ${link.name}, ${networkBackends[facts.network.manager].title}.`;
}
