import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/plan.ts';
import { detailLines } from './details.ts';
import { recipeLines } from './recipe.ts';
import type { Rules } from './rules.ts';
import type { PlanView } from './session.ts';

/** A plan with the details of one of its changes. */
export function planView(rules: Rules, facts: Facts | undefined, plan: Plan, index: number): PlanView {
  const selected = Math.max(0, Math.min(index, plan.changes.length - 1));
  const change = plan.changes[selected];
  const details =
    change === undefined ? [] : [...detailLines(change.why, rules.road.describe(change), facts), ...recipeLines(change, facts)];
  return { plan, selected, details, scroll: 0 };
}

/** Scrolled by so many lines, from 0 to `end`. */
export const scrolled = (view: PlanView, by: number, end: number): PlanView => ({
  ...view,
  scroll: Math.max(0, Math.min(Math.min(view.scroll, end) + by, end)),
});

/** `12 changes, 2 builds (many minutes each), 1 reboot.` */
export function planInWords(plan: Plan): string {
  const count = (number: number, word: string): string => `${number} ${word}${number === 1 ? '' : 's'}`;
  const builds = plan.changes.filter((change) => change.kind === 'build').length;
  const parts = [
    count(plan.changes.length, 'change'),
    ...(builds === 0 ? [] : [`${count(builds, 'build')} (many minutes each)`]),
    ...(plan.reboot.needed ? ['1 reboot'] : []),
  ];
  return `${parts.join(', ')}.`;
}
