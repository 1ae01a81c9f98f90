import type { NetworkExpectation } from '../core/change-network.ts';
import type { System } from '../system/port.ts';
import type { DoContext } from './doer.ts';
import type { NetworkState } from './network-state.ts';
import { pause } from './pause.ts';

/**
 * Ssh connections to this host, by our end and the peer's: `192.0.2.17:22 198.51.100.5:50122`. `ss -Htnp state established`:
 * receive queue, send queue, our end, the peer's, the process.
 */
export async function sshPeers(system: System): Promise<readonly string[]> {
  const { stdout } = await system.run(['ss', '-Htnp', 'state', 'established'], { timeoutSeconds: 5 });
  return stdout.split('\n').flatMap((line) => {
    const [, , local, peer] = line.trim().split(/\s+/);
    return /"sshd/.test(line) && local !== undefined && peer !== undefined ? [`${local} ${peer}`] : [];
  });
}

/**
 * The connections that the change can cut off: those to an address of the uplink. One over another card, or from this host to itself,
 * lives on whatever becomes of the uplink, and so says nothing of it. Without an uplink among the links that change: all of them.
 */
export function overUplink(peers: readonly string[], { links }: NetworkState, expect: NetworkExpectation): readonly string[] {
  const { port } = expect;
  if (port === undefined) return peers;
  const bare = (addresses: readonly string[]): readonly string[] => addresses.map((address) => address.split('/')[0] ?? '');
  const uplink = bare([...expect.addresses, ...links.filter(({ name }) => name === port).flatMap(({ addresses }) => addresses)]);
  const own = bare(links.flatMap(({ addresses }) => addresses));
  return peers.filter((each) => {
    const [local, peer] = each.split(' ').map(end);
    if (local === undefined || peer === undefined || own.includes(peer.address)) return false;
    // Link-local addresses of two links may be the same.
    return uplink.includes(local.address) && (local.link === undefined || local.link === port);
  });
}

/** One end as ss prints it: `192.0.2.17:22`, `[2001:db8::7]:22`, `[fe80::7]%enp3s0:22`, and IPv4 on a socket for both. */
function end(text: string): { readonly address: string; readonly link: string | undefined } {
  const [address = '', link] = text.slice(0, text.lastIndexOf(':')).replace(/[[\]]/g, '').split('%');
  return { address: address.replace(/^::ffff:(?=\d+\.)/, ''), link };
}

/** How long is listened: TCP sends again after no longer than it was cut off, and longer the read-back does not wait for the network. */
const listenMilliseconds = 25_000;
const listenPause = 500;

/**
 * Comes anything over one of these connections after this moment (by performance.now(), which nobody sets)? What archxen prints is
 * acknowledged by the other end. Undefined: there are none to hear from.
 */
export async function heard(
  { system, signal }: Pick<DoContext, 'system' | 'signal'>,
  peers: readonly string[],
  { after, deadline }: { readonly after: number; readonly deadline: number },
): Promise<boolean | undefined> {
  if (peers.length === 0) return undefined;
  for (let waited = 0; ; waited += listenPause) {
    if (await cameWithin(system, peers, performance.now() - after)) return true;
    if (signal.aborted || system.now() >= deadline || waited >= listenMilliseconds) return false;
    await pause(listenPause);
  }
}

/** Has anything come over one of them in the last milliseconds? */
async function cameWithin(system: System, peers: readonly string[], milliseconds: number): Promise<boolean> {
  const { stdout } = await system.run(['ss', '-HtniO', 'state', 'established'], { timeoutSeconds: 5 });
  return stdout.split('\n').some((line) => {
    const [, , local, peer] = line.trim().split(/\s+/);
    const ago = [...line.matchAll(/\blast(?:rcv|ack):(\d+)/g)].map((match) => Number(match[1]));
    return peers.includes(`${local} ${peer}`) && Math.min(...ago) < milliseconds;
  });
}
