import { type Check, failures, type Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { Json } from '../core/json.ts';
import type { Action } from './action.ts';
import { parseInput, refusal, setAnswer } from './answer.ts';
import { planView, scrolled } from './plan-view.ts';
import { createCollector } from './progress.ts';
import { type Next, next, type Rules, show } from './rules.ts';
import type { PlanView, Session, StepScreen } from './session.ts';
import { backward, forward, stepScreen, toReview } from './walk.ts';

/** Check, steps and review: everything before the first change. */
export function reduceSetUp(rules: Rules, session: Session, action: Action): Next | undefined {
  const { screen } = session;
  switch (screen.at) {
    case 'check':
      return onCheck(rules, session, action);
    case 'step':
      return onStep(rules, session, screen, action);
    case 'review':
    case 'way-back':
      return onPlan(rules, session, action);
    default:
      return undefined;
  }
}

function onCheck(rules: Rules, session: Session, action: Action): Next | undefined {
  const { screen, facts, answers } = session;
  if (screen.at !== 'check' || facts === undefined || answers === undefined) return undefined;
  switch (action.type) {
    case 'go-on': {
      const [first, ...more] = blocking(rules, facts, screen.report);
      if (first === undefined) return forward(rules, session, facts, answers, -1);
      const what = more.length === 0 ? `${first.title} says FAIL` : `${more.length + 1} rows say FAIL`;
      return next({ ...session, notice: `Not yet: ${what}. Do what its "fix" says, then press r.` });
    }
    case 'check-again':
      return show(session, { at: 'reading', topics: [], why: 'check' }, { type: 'gather', again: session.again });
    default:
      return undefined;
  }
}

/** What an answer can mend keeps nobody from the questions: a kernel that was answered once and removed since. */
function blocking(rules: Rules, facts: Facts, report: Report): readonly Check[] {
  const anyhow = failures(rules.road.preflight(facts, rules.road.defaults(facts)).checks).map(({ id }) => id);
  return failures(report.checks).filter(({ id }) => anyhow.includes(id));
}

function onStep(rules: Rules, session: Session, screen: StepScreen, action: Action): Next | undefined {
  const { facts, answers } = session;
  if (facts === undefined || answers === undefined) return undefined;
  const view = (kind: StepScreen['view']): Next => show(session, { ...screen, view: kind, problem: undefined });
  switch (action.type) {
    case 'go-back':
      if (screen.view.kind === 'prompt') return backward(rules, session, facts, answers, screen.step);
      return view(screen.view.kind === 'form' ? { kind: 'prompt' } : { kind: 'form' });
    case 'open-other-values':
      return action.step === screen.step && screen.view.kind === 'prompt' && screen.questions.length > 1
        ? view({ kind: 'form' })
        : undefined;
    case 'edit-value':
      return screen.view.kind === 'form' && screen.questions.some((question) => question.path === action.path)
        ? view({ kind: 'value', path: action.path })
        : undefined;
    case 'accept-values':
      return action.step === screen.step && screen.view.kind === 'form' ? accept(rules, session, screen, session) : undefined;
    case 'type-answer': {
      const question = screen.questions.find((candidate) => candidate.path === action.path);
      if (question === undefined || !isAsked(screen, action.path)) return undefined;
      const parsed = parseInput(question, action.text);
      if ('problem' in parsed) return next({ ...session, screen: { ...screen, problem: parsed.problem } });
      return answer(rules, session, screen, action.path, parsed.value);
    }
    case 'answer':
      return isAsked(screen, action.path) ? answer(rules, session, screen, action.path, action.value) : undefined;
    default:
      return undefined;
  }
}

/** Is this question the one on the screen? */
const isAsked = (screen: StepScreen, path: string): boolean =>
  screen.view.kind === 'prompt' ? screen.questions[0]?.path === path : screen.view.kind === 'value' && screen.view.path === path;

function answer(rules: Rules, session: Session, screen: StepScreen, path: string, value: Json): Next {
  const complain = (problem: string): Next => next({ ...session, screen: { ...screen, problem } });
  const question = screen.questions.find((candidate) => candidate.path === path);
  if (session.answers === undefined || question === undefined) return next(session);
  const refused = refusal(question, value);
  if (refused !== undefined) return complain(refused);
  const set = setAnswer(session.answers, path, value);
  if ('problem' in set) return complain(set.problem);
  const answered: Session = { ...session, answers: set.value };
  if (screen.view.kind === 'prompt') return accept(rules, answered, screen, session);
  const { facts } = session;
  const fresh = facts === undefined ? undefined : stepScreen(rules, facts, set.value, screen.step);
  return fresh === undefined ? next(answered) : show(answered, { ...fresh, view: { kind: 'form' } });
}

/** The step's answers as they are now; refused with the reason when the host cannot have them so. */
function accept(rules: Rules, answered: Session, screen: StepScreen, before: Session): Next {
  const { facts, answers } = answered;
  const step = rules.steps[screen.step];
  if (facts === undefined || answers === undefined || step === undefined) return next(before);
  const bad = failures(step.check(facts, answers))[0];
  if (bad !== undefined) {
    const hint = bad.hint === undefined ? '' : ` ${bad.hint}`;
    return next({ ...answered, screen: { ...screen, problem: `${bad.title}: ${bad.detail}.${hint}`.replace('..', '.') } });
  }
  const on = forward(rules, answered, facts, answers, screen.step);
  return { ...on, effects: [...on.effects, { type: 'keep-answers', answers }] };
}

/** A plan to look at: the review, and the way back. */
function onPlan(rules: Rules, session: Session, action: Action): Next | undefined {
  const { screen, facts, answers } = session;
  if (screen.at !== 'review' && screen.at !== 'way-back') return undefined;
  const look = (view: PlanView): Next =>
    next({ ...session, notice: undefined, screen: screen.at === 'review' ? { ...screen, view } : { ...screen, view } });
  const { view } = screen;
  switch (action.type) {
    case 'go-back':
      if (screen.at === 'way-back') return show(session, screen.back);
      return facts === undefined || answers === undefined ? undefined : backward(rules, session, facts, answers, rules.steps.length);
    case 'look-at-change':
      return view === undefined ? undefined : look(planView(rules, facts, view.plan, view.selected + action.by));
    case 'scroll-details':
      return view === undefined ? undefined : look(scrolled(view, action.by, action.end));
    case 'save-plan':
      return view === undefined ? undefined : next(session, { type: 'save-plan', plan: view.plan });
    case 'plan-was-saved':
      return next({ ...session, notice: `Saved as ${action.path}` });
    case 'check-again':
      return screen.at === 'review' && facts !== undefined && answers !== undefined && screen.view === undefined
        ? toReview(rules, session, facts, answers)
        : undefined;
    case 'agree':
      return view !== undefined && view.plan.sha256 === action.sha256 ? agree(session, view) : undefined;
    default:
      return undefined;
  }
}

function agree(session: Session, { plan }: PlanView): Next {
  // Other answers for a host that is set up are noted, though nothing changes.
  if (plan.changes.length === 0 && plan.purpose === 'setup' && !session.again)
    return show(session, { at: 'reading', topics: [], why: 'after-setup' }, { type: 'gather' });
  const what = plan.purpose === 'rollback' ? 'rollback' : 'setup';
  const progress = createCollector(plan.changes, 0).snapshot(0);
  return show(
    session,
    { at: 'running', what, progress, stopping: false },
    what === 'rollback' ? { type: 'roll-back', plan } : { type: 'apply', plan },
  );
}
