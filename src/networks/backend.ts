import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { NetworkManagerId } from '../core/facts-network.ts';

export type Chosen = Pick<Answers, 'network'>;

/** Why something is not done, and what the person can do. */
export interface Refused {
  readonly refused: string;
  readonly hint: string;
}

/** One network manager: how it moves the uplink into a bridge, keeping MAC, addresses, DNS and default route. Pure. */
export interface NetworkBackend {
  readonly id: NetworkManagerId;
  readonly title: string;
  /** Commands that tell a person what this manager makes of the bridge. */
  readonly tells: (bridge: string) => string;
  /**
   * The live change on trial (a NetworkChange with files under /run) and after it the lasting files; where the manager reads no
   * such folder, what does nothing at boot before it. None when the bridge is there already.
   */
  readonly bridge: (facts: Facts, answers: Chosen) => readonly Change[] | Refused;
  /** Leased addresses of the uplink that the bridge may not get again, because its identity could not be found out. None: all are kept. */
  readonly mayChange?: (facts: Facts, answers: Chosen) => readonly string[];
  /** A bridge without the uplink: guests get addresses and DNS from the host, and go out under its address. */
  readonly routed: (facts: Facts, answers: Chosen) => readonly Change[] | Refused;
}
