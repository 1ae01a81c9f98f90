import type { NetworkExpectation } from '../core/change-network.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { Run } from '../engine/records.ts';
import { rememberedChecks } from '../networks/remembered-checks.ts';
import type { System } from '../system/port.ts';
import { setupRun } from './runs.ts';

/** What differs from the network as it was when the run that set this host up made the bridge. */
export async function networkBefore(system: System, facts: Facts): Promise<readonly Check[]> {
  const was = expectation(await setupRun(system));
  return was === undefined ? [] : rememberedChecks(facts, was);
}

const expectation = (run: Run | undefined): NetworkExpectation | undefined =>
  run?.plans
    .flatMap(({ plan }) => plan.changes)
    .flatMap((change) => (change.kind === 'network' && change.direction === 'up' ? [change.expect] : []))
    .at(-1);
