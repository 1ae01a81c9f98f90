import type { Description } from '../changes/doer.ts';
import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/plan.ts';
import { detailLines } from '../wizard/details.ts';
import { recipeLines } from '../wizard/recipe.ts';

/** A plan for reading: each change with its commands and unified diffs, as the review shows them. */
export function planText(plan: Plan, describe: (change: Change) => Description, facts: Facts): readonly string[] {
  const { changes } = plan;
  if (changes.length === 0) return ['Nothing to do: the host is as the answers say.'];
  const body = changes.flatMap((change, index) => [
    '',
    `${String(index + 1).padStart(2)}  ${change.title}`,
    ...[...detailLines(change.why, describe(change), facts), ...recipeLines(change, facts)].map(({ text }) => `    ${text}`),
  ]);
  return [`${changes.length} changes, plan ${plan.sha256.slice(0, 8)}`, ...body, ''];
}
