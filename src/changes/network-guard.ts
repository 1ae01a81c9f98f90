import type { NetworkChange } from '../core/change-network.ts';
import type { DoContext } from './doer.ts';
import { createCheckpoint, ofCheckpoint } from './network-checkpoint.ts';
import { clearStaleRevert, disarmRevert, extendTimerArgv, timerArgv, writeRevert } from './network-revert.ts';
import { nothingFixed, type StaticNetwork } from './network-static.ts';
import { runLogged } from './run-command.ts';

/** Seconds between a network manager's own way back and the timer, which finds nothing left to do then. */
const secondNetSeconds = 2;

/** Who takes the network back when archxen cannot: a timer of systemd, and the network manager itself where it can. */
export interface Guard {
  /** By when it must be decided: a second before the window's end. Milliseconds since 1970. */
  readonly deadline: () => number;
  /** The window begins anew: the person shall have all of it. */
  readonly extend: () => Promise<void>;
  /**
   * The network manager no longer takes it back; the timer still does. Before a way back of our own, lest both go it at once.
   * False: too late, it is on its way back already.
   */
  readonly letGo: () => Promise<boolean>;
  /** It stays: nobody takes it back any more. */
  readonly release: () => Promise<void>;
}

/** Seconds until the timer goes off. */
export const timerSeconds = ({ windowSeconds, checkpoint }: Pick<NetworkChange, 'windowSeconds' | 'checkpoint'>): number =>
  checkpoint === undefined ? windowSeconds : windowSeconds + secondNetSeconds;

/** Seconds for a way back that was kept before: longer than its commands take, which it must not get in the way of. */
export const wayBackSeconds = 300;

/** A way back that is broken off (archxen killed, no memory left) is gone to its end by the timer. */
export async function armWayBack(change: NetworkChange, context: DoContext): Promise<void> {
  const { system, warn } = context;
  try {
    await clearStaleRevert(system);
    await writeRevert(system, change, nothingFixed);
    await runLogged(context, timerArgv(wayBackSeconds));
  } catch (problem) {
    warn(`Nothing could be set that would finish the way back of the network, were it broken off: ${(problem as Error).message}`);
  }
}

/** Sets them before the first change to the network. `fixed`: what the uplink has that no network manager would give back. */
export async function armGuard(change: NetworkChange, context: DoContext, fixed: StaticNetwork): Promise<Guard> {
  const { system, phase, log } = context;
  const { checkpoint } = change;
  const windowEnd = (): number => system.now() + change.windowSeconds * 1000;
  await clearStaleRevert(system);
  await writeRevert(system, change, fixed);
  phase('set the timer that takes it back');
  let end = windowEnd();
  await runLogged(context, timerArgv(timerSeconds(change)));
  const name = checkpoint === undefined ? undefined : await createCheckpoint(context, checkpoint);
  const tell = async (argv: readonly string[] | undefined): Promise<void> => {
    if (name !== undefined && argv !== undefined) await runLogged(context, ofCheckpoint(argv, name));
  };
  return {
    deadline: () => end - 1000,
    extend: async () => {
      const anew = windowEnd();
      await tell(checkpoint?.extend);
      await runLogged(context, extendTimerArgv);
      end = anew;
    },
    letGo: () =>
      tell(checkpoint?.destroy).then(
        () => true,
        (problem: Error) => {
          log(problem.message);
          return false;
        },
      ),
    release: async () => {
      await tell(checkpoint?.destroy);
      await disarmRevert(system);
    },
  };
}
