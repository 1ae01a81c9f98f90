import type { System } from '../system/port.ts';
import { sshPeers } from './network-peers.ts';
import type { NetworkState } from './network-state.ts';

/** What answers over the network, beyond what `ip` says of this host. */
export interface Reach {
  /** Gateways whose link address is known: they answered ARP or neighbour discovery. */
  readonly gateways: readonly string[];
  /** A name could be looked up. */
  readonly names: boolean;
  /** Ssh connections to this host, as sshPeers has them. */
  readonly peers: readonly string[];
}

/** The name that is looked up: archxen itself needs it. */
const name = 'aur.archlinux.org';

export async function reach(system: System, { gateways }: NetworkState): Promise<Reach> {
  const [answered, names, peers] = await Promise.all([
    Promise.all(gateways.map(async (each) => ((await answers(system, each)) ? [each.gateway] : []))),
    looksUpNames(system),
    sshPeers(system),
  ]);
  return { gateways: answered.flat(), names, peers };
}

/** What answered before and does not now; undefined: nothing was lost. */
export function lost(before: Reach, now: Reach): string | undefined {
  // Routers on two links may have the same address, as fe80::1 is on many: each of them has to answer.
  const answers = ({ gateways }: Reach, gateway: string): number => gateways.filter((each) => each === gateway).length;
  const silent = before.gateways.find((gateway) => answers(now, gateway) < answers(before, gateway));
  if (silent !== undefined) return `the gateway ${silent} does not answer any more`;
  // One that stays is enough: others may have been ended by those who sit there.
  if (before.peers.length > 0 && !before.peers.some((peer) => now.peers.includes(peer))) return 'the ssh connections to this host are gone';
  return before.names && !now.names ? 'names cannot be looked up any more' : undefined;
}

/**
 * Does the gateway's card answer? Whether it answers a ping is its own choice; that it answers ARP is not. Our ping only makes
 * the kernel ask.
 */
export async function answers(system: System, { gateway, link }: NetworkState['gateways'][number]): Promise<boolean> {
  await system.run(['ping', '-n', '-c', '1', '-W', '1', '-I', link, gateway], { timeoutSeconds: 5 });
  const { stdout } = await system.run(['ip', '-j', 'neigh', 'show', 'to', gateway, 'dev', link], { timeoutSeconds: 5 });
  return /"lladdr"/.test(stdout) && !/"(FAILED|INCOMPLETE)"/.test(stdout);
}

export async function looksUpNames(system: System): Promise<boolean> {
  const { exit, ended } = await system.run(['getent', 'ahosts', name], { timeoutSeconds: 5 });
  return ended === 'exit' && exit === 0;
}
