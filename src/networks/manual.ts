import type { Facts } from '../core/facts.ts';
import type { NetworkManagerId } from '../core/facts-network.ts';
import type { NetworkBackend } from './backend.ts';
import { dhcpcdSteps, plainSteps, routedSteps } from './by-hand.ts';
import { wiredUplink } from './links.ts';
import { takenName } from './routed.ts';

interface ByHand {
  readonly id: NetworkManagerId;
  readonly title: string;
  readonly refused: string;
  readonly steps: (facts: Facts, bridge: string) => string;
}

/** A network manager that cannot give guests addresses and a way out: archxen says how, and takes the bridge as it finds it. */
export const routedByHand =
  (title: string): NetworkBackend['routed'] =>
  (facts, answers) => {
    const { bridge, subnet } = answers.network;
    const hint = routedSteps(bridge, subnet);
    return takenName(facts, answers) === 'done' ? [] : { refused: `archxen makes no routed bridge under ${title}`, hint };
  };

/** A network manager whose bridge the person makes: archxen says how, and takes the bridge as it finds it. */
const byHand = ({ id, title, refused, steps }: ByHand): NetworkBackend => ({
  id,
  title,
  tells: (bridge) => `ip addr show ${bridge} and ip route`,
  bridge: (facts, answers) => {
    const { bridge } = answers.network;
    const port = wiredUplink(facts);
    return port?.master === bridge ? [] : { refused, hint: steps(facts, bridge) };
  },
  routed: routedByHand(title),
});

export const dhcpcd = byHand({ id: 'dhcpcd', title: 'dhcpcd', refused: 'dhcpcd cannot make a bridge', steps: dhcpcdSteps });

export const unmanaged = byHand({
  id: 'none',
  title: 'no network manager',
  refused: 'nobody is known to manage the uplink',
  steps: plainSteps,
});
