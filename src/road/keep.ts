import { isRefusal } from '../bootloaders/boot-loader.ts';
import { bootedSet, keepChanges } from '../bootloaders/kept-set.ts';
import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { digestFile } from '../system/digest-file.ts';
import type { System } from '../system/port.ts';
import type { Hands } from '../wizard/port.ts';
import { applyUpkeep, upkeepPlan } from './refresh.ts';

/** What came of it: titles of what was done, and why a set was not kept. */
export interface Kept {
  readonly done: readonly string[];
  readonly warning?: string | undefined;
}

/** After a green verdict: keeps the hypervisor, kernel and modules that gave it, as the previous entry of later upgrades. */
export async function keepVerified(system: System, hands: Hands, facts: Facts, answers: Answers): Promise<Kept> {
  const sources = bootedSet(facts, answers);
  if (sources === undefined) return { done: [] };
  const digests: Record<string, { sha256: string; bytes: number }> = {};
  for (const path of Object.values<string>({ ...sources })) {
    const sha256 = await digestFile(system, path);
    if (sha256 === undefined) return { done: [], warning: `The set that verified green is not kept: ${path} is missing.` };
    digests[path] = { sha256, bytes: (await system.stat(path))?.size ?? 0 };
  }
  const changes = keepChanges(facts, answers, sources, digests);
  if (isRefusal(changes)) return { done: [], warning: changes.refused };
  const { done, failed } = await applyUpkeep(system, hands, upkeepPlan('keep', answers, changes));
  return { done, warning: failed };
}
