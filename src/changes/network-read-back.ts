import type { NetworkExpectation } from '../core/change-network.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from '../system/port.ts';
import type { DoContext } from './doer.ts';
import { lost, type Reach, reach } from './network-probe.ts';
import { hasNoAddress, isBack, type NetworkState, parseNetworkState, unmet } from './network-state.ts';
import { lostRoute, type StaticNetwork } from './network-static.ts';
import { pause } from './pause.ts';
import { runQuiet } from './run-command.ts';

/** From one look to the next: what comes at once is seen at once, and what takes its time is not asked for all the while. */
const shortestPause = 100;
const longestPause = 500;
/** How long DHCP, neighbour discovery and DNS may take until the network counts as broken. */
const settleMilliseconds = 25_000;

export async function networkState(system: System): Promise<NetworkState> {
  const ip = (...words: readonly string[]) => runQuiet(system, ['ip', '-j', ...words]);
  const [addr, route, route6] = await Promise.all([ip('addr'), ip('route'), ip('-6', 'route', 'show', 'default')]);
  const state = parseNetworkState(addr.stdout, route.stdout, route6.stdout);
  if (state !== undefined) return state;
  throw new ArchxenError('command-failed', '"ip -j addr" printed something that is not JSON.', {
    hint: 'Is iproute2 installed, and in order? Try "ip -j addr" by hand.',
    lines: [addr.stderr, route.stderr, route6.stderr].filter(Boolean),
  });
}

/**
 * Waits until the network is as expected and all answers that answered before; what is missing at the end if that never comes.
 * Not longer than the deadline (milliseconds since 1970): what others take back by then is not to be waited for.
 */
export async function settled(
  expect: NetworkExpectation,
  { system, signal }: Pick<DoContext, 'system' | 'signal'>,
  { before, fixed, deadline }: { readonly before: Reach; readonly fixed: StaticNetwork; readonly deadline: number },
): Promise<string | undefined> {
  const end = Math.min(system.now() + settleMilliseconds, deadline);
  let waited = 0;
  for (let wait = shortestPause; ; wait = Math.min(2 * wait, longestPause, settleMilliseconds - waited)) {
    const state = await networkState(system);
    const missing = unmet(state, expect) ?? lost(before, await reach(system, state)) ?? (await lostRoute(fixed, expect.bridge, system));
    // What was waited counts as well, however the clock is set meanwhile.
    if (missing === undefined || signal.aborted || system.now() >= end || waited >= settleMilliseconds) return missing;
    await pause(wait);
    waited += wait;
  }
}

/** How long a network manager may take for its own way back, a lease and all. */
const backSeconds = 10;

/** Lets others take it back. What they do not do in time is for the caller to find. */
export async function backByOthers(expect: NetworkExpectation, system: System): Promise<void> {
  for (let waited = 0; waited < backSeconds * 1000; waited += longestPause) {
    if (isBack(await networkState(system), expect)) return;
    await pause(longestPause);
  }
}

/** Has the uplink, which had addresses, none when a lease had its time to come? */
export async function staysWithoutAddress(expect: NetworkExpectation, system: System): Promise<boolean> {
  if (expect.addresses.length === 0) return false;
  for (let waited = 0; hasNoAddress(await networkState(system), expect); waited += longestPause) {
    if (waited >= backSeconds * 1000) return true;
    await pause(longestPause);
  }
  return false;
}
