import type { Change } from '../core/change.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { NetworkManagerId } from '../core/facts-network.ts';
import type { Chosen, NetworkBackend, Refused } from './backend.ts';
import { bridgeChecks } from './bridge-checks.ts';
import { dhcpcd, unmanaged } from './manual.ts';
import { netctl } from './netctl.ts';
import { networkManager } from './network-manager.ts';
import { networkd } from './networkd.ts';
import { routedChecks } from './routed-checks.ts';

/** Every network manager by its id. */
export const networkBackends: Readonly<Record<NetworkManagerId, NetworkBackend>> = {
  'systemd-networkd': networkd,
  NetworkManager: networkManager,
  netctl,
  dhcpcd,
  none: unmanaged,
};

type Mode = Chosen['network']['mode'];

const makers: Readonly<Record<Mode, (facts: Facts, answers: Chosen) => readonly Change[] | Refused>> = {
  bridge: (facts, answers) => networkBackends[facts.network.manager].bridge(facts, answers),
  nat: (facts, answers) => networkBackends[facts.network.manager].routed(facts, answers),
  none: () => [],
};

const judges: Readonly<Record<Mode, (facts: Facts, answers: Chosen, tells: string) => readonly Check[]>> = {
  bridge: bridgeChecks,
  nat: routedChecks,
  none: () => [],
};

/** The changes that make the network as it was chosen, or why they cannot be made. */
export const networkChanges = (facts: Facts, answers: Chosen): readonly Change[] | Refused => makers[answers.network.mode](facts, answers);

/** Is the network as it was chosen? The same for every network manager: the kernel's links say it. */
export const networkVerdict = (facts: Facts, answers: Chosen): readonly Check[] =>
  judges[answers.network.mode](facts, answers, networkBackends[facts.network.manager].tells(answers.network.bridge));
