import { failures } from '../../src/core/check.ts';
import type { Plan } from '../../src/core/plan.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { setupPlan } from '../../src/road/plan.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { preflight } from '../../steps/host/preflight.ts';
import { factsOf, freshTree, host, hostNames, started } from '../support/simulated.ts';

/** A golden plan on its host. */
export interface Planned {
  readonly name: string;
  /** Boot loader and network manager, as the facts name them. */
  readonly kind: string;
  readonly recorded: RecordedHost;
  readonly plan: Plan;
}

/** The default plan of every recorded host that is not refused: all boot loaders and network managers that there are. */
export async function goldenPlans(only: readonly string[] = []): Promise<readonly Planned[]> {
  const planned: Planned[] = [];
  for (const name of hostNames.filter((each) => only.length === 0 || only.includes(each))) {
    const recorded = host(name);
    const facts = await factsOf(started(recorded, freshTree(recorded)));
    const answers = defaultAnswers(facts);
    if (failures(preflight(facts, answers).checks).length > 0) continue;
    const plan = setupPlan(facts, answers);
    if (plan.changes.length > 0)
      planned.push({ name, kind: `${answers.boot.loader}, ${facts.network.manager ?? 'no'} network`, recorded, plan });
  }
  return planned;
}
