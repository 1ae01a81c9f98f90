import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Option, Question } from '../../src/core/question.ts';
import { canBePort, globalAddresses, linkOf, settingsOf, wiredUplink } from '../../src/networks/links.ts';
import { cannotBridge, cannotRoute } from './network-defaults.ts';

type Network = Answers['network'];

const help = `Guests reach the network through a bridge, a switch inside the host. The
uplink becomes one of its ports, and the bridge takes over the uplink's
MAC address, addresses, DNS and default route: the host stays reachable
under the same address.

The change is made on trial. If you do not confirm in time that the network
works, it is taken back from outside archxen, also when the terminal or the
ssh connection is gone.

A routed bridge leaves the uplink alone: guests get addresses of their own
from the host, and reach the network under the host's address.

Without a bridge guests run, but have no network until one is there.`;

export function networkQuestions(facts: Facts, { network }: Answers): readonly Question[] {
  return [
    {
      kind: 'select',
      path: 'network.mode',
      title: 'The bridge',
      help,
      options: options(facts, network).toSorted((a, b) => rank(a, network) - rank(b, network)),
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
      options: uplinks(facts),
      value: network.uplink,
    },
    {
      kind: 'text',
      path: 'network.subnet',
      title: 'Subnet of a routed bridge',
      help: "The bridge's own address in the guests' subnet, with the prefix length.",
      advanced: true,
      pattern: '^(\\d{1,3}\\.){3}\\d{1,3}/\\d{1,2}$',
      example: '192.168.223.1/24',
      value: network.subnet,
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

/** Of another link the settings are not known; it is named all the same, with the reason. */
function uplinks(facts: Facts): readonly Option[] {
  const movable = wiredUplink(facts)?.name ?? settingsOf(facts);
  return facts.network.links.filter(canBePort).map((link) => ({
    label: link.name,
    detail: globalAddresses(link).join(' ') || link.mac,
    value: link.name,
    ...(link.name !== movable && { unavailable: 'the default route does not go over it' }),
  }));
}

/** What is proposed comes first, what cannot be done last. */
const rank = (option: Option, network: Network): number => (option.unavailable !== undefined ? 2 : option.value === network.mode ? 0 : 1);

function options(facts: Facts, network: Network): readonly Option[] {
  const { bridge, uplink, windowSeconds, subnet } = network;
  const [noBridge, noRoute] = [cannotBridge(facts, network), cannotRoute(facts, network)];
  const there = linkOf(facts, bridge)?.kind === 'bridge';
  return [
    {
      label: `Move ${uplink === '' ? 'the uplink' : uplink} into the bridge ${bridge}`,
      detail: `guests get a network; reverts in ${windowSeconds} s unless confirmed`,
      value: 'bridge',
      ...(noBridge !== undefined && { unavailable: noBridge }),
    },
    {
      label: `Make a routed bridge ${bridge}`,
      detail: `guests get ${subnet} and go out under this host's address`,
      value: 'nat',
      ...(noRoute !== undefined && { unavailable: noRoute }),
    },
    there
      ? { label: `Use the bridge ${bridge} that is there`, detail: 'the network stays as it is', value: 'none' }
      : { label: 'Leave the network as it is', detail: 'guests have none until you make a bridge', value: 'none' },
  ];
}
