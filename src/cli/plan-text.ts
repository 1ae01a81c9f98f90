import type { Description } from '../changes/doer.ts';
import type { Change } from '../core/change.ts';
import type { CheckState, Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/plan.ts';
import { outOfReach } from '../packages/bases.ts';
import { detailLines } from '../wizard/details.ts';
import { recipeLines } from '../wizard/recipe.ts';

/** A plan for reading: each change with its commands and unified diffs, as the review shows them. */
export function planText(plan: Plan, describe: (change: Change) => Description, facts: Facts): readonly string[] {
  const { changes } = plan;
  if (changes.length === 0) return [nothingToDo(plan, facts)];
  const body = changes.flatMap((change, index) => [
    '',
    `${String(index + 1).padStart(2)}  ${change.title}`,
    ...[...detailLines(change.why, describe(change), facts), ...recipeLines(change, facts)].map(({ text }) => `    ${text}`),
  ]);
  return [`${changes.length} changes, plan ${plan.sha256.slice(0, 8)}`, ...body, ''];
}

/** What is left out would make "as the answers say" a lie. */
function nothingToDo({ answers }: Plan, facts: Facts): string {
  const missing = answers === null ? [] : outOfReach(facts, answers).map(({ name }) => name);
  if (missing.length === 0) return 'Nothing to do: the host is as the answers say.';
  return `Nothing can be done now: ${missing.join(', ')} cannot be had. All else is as the answers say.`;
}

/** What stands in the way of a plan, and what one should know of it. */
export const remarkLines = ({ checks }: Report, states: readonly CheckState[]): readonly string[] =>
  checks
    .filter(({ state }) => states.includes(state))
    .map(({ state, title, detail, hint }) => `${state.toUpperCase()}  ${title}: ${detail}${hint === undefined ? '' : ` (next: ${hint})`}`);
