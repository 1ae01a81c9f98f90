import type { Answers } from '../core/answers.ts';
import { failures } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { Question } from '../core/question.ts';
import type { Step } from '../core/step.ts';
import { planView } from './plan-view.ts';
import { problemOf } from './problem.ts';
import { type Next, type Rules, show } from './rules.ts';
import type { Session, StepScreen } from './session.ts';

/** Indices of the steps that have a prompt on this host, in their order. */
export function askingSteps(rules: Rules, facts: Facts, answers: Answers): readonly number[] {
  return rules.steps.flatMap((step, index) =>
    applies(step, facts, answers) && step.questions(facts, answers).some((question) => question.advanced !== true) ? [index] : [],
  );
}

const applies = (step: Step, facts: Facts, answers: Answers): boolean => step.skip?.(facts, answers) === undefined;

/** Titles for the header. */
export const askingTitles = (rules: Rules, facts: Facts, answers: Answers): readonly string[] =>
  askingSteps(rules, facts, answers).map((index) => rules.steps[index]?.title ?? '');

export function stepScreen(rules: Rules, facts: Facts, answers: Answers, index: number): StepScreen | undefined {
  const step = rules.steps[index];
  if (step === undefined) return undefined;
  return {
    at: 'step',
    step: index,
    title: step.title,
    intro: step.intro(facts, answers),
    questions: [...step.questions(facts, answers), ...unprompted(rules, facts, answers, index)],
    view: { kind: 'prompt' },
  };
}

/** Values of the steps after this one that have no prompt of their own: they are among its other values. */
function unprompted(rules: Rules, facts: Facts, answers: Answers, index: number): readonly Question[] {
  const next = askingSteps(rules, facts, answers).find((asking) => asking > index);
  return rules.steps
    .slice(index + 1, next)
    .filter((step) => applies(step, facts, answers))
    .flatMap((step) => step.questions(facts, answers));
}

/** The next step that asks after this index, else the review. */
export function forward(rules: Rules, session: Session, facts: Facts, answers: Answers, after: number): Next {
  const titled = { ...session, titles: askingTitles(rules, facts, answers), answers };
  const index = askingSteps(rules, facts, answers).find((candidate) => candidate > after);
  const screen = index === undefined ? undefined : stepScreen(rules, facts, answers, index);
  return screen === undefined ? toReview(rules, titled, facts, answers) : show(titled, screen);
}

/** The step that asked before this index, else the check. */
export function backward(rules: Rules, session: Session, facts: Facts, answers: Answers, before: number): Next {
  const index = askingSteps(rules, facts, answers).findLast((candidate) => candidate < before);
  const screen = index === undefined ? undefined : stepScreen(rules, facts, answers, index);
  return screen === undefined ? toCheck(rules, session, facts, answers, false) : show(session, screen);
}

export function toCheck(rules: Rules, session: Session, facts: Facts, answers: Answers, kept: boolean): Next {
  const report = rules.road.preflight(facts, answers);
  const worst = report.checks.findIndex((check) => check.state === 'fail');
  const titled = { ...session, facts, answers, titles: askingTitles(rules, facts, answers) };
  return show(titled, { at: 'check', report, row: Math.max(0, worst), kept });
}

/** Makes the plan; what stands in its way is shown instead of it. */
export function toReview(rules: Rules, session: Session, facts: Facts, answers: Answers): Next {
  const refused = failures(rules.road.preflight(facts, answers).checks);
  if (refused.length > 0) return show(session, { at: 'review', refused });
  try {
    return show(session, { at: 'review', refused, view: planView(rules, facts, rules.road.plan(facts, answers), 0) });
  } catch (thrown) {
    return show(session, { at: 'review', refused, problem: problemOf(thrown) });
  }
}
