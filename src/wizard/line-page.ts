import type { Check } from '../core/check.ts';
import type { Question } from '../core/question.ts';
import type { PersonAction } from './action.ts';
import { optionsOf, sameJson, valueInWords } from './answer.ts';
import { type Choice, forkOf } from './choices.ts';
import { helpOf } from './help.ts';
import { planInWords } from './plan-view.ts';
import type { PlanView, Session, StepScreen } from './session.ts';

/** A screen as lines and a prompt, for terminals that cannot draw: TERM=dumb, teletypes, some serial lines. */
export interface LinePage {
  readonly lines: readonly string[];
  readonly prompt: string;
  /** What a typed line means: an action, or words that say why it means nothing. */
  readonly read: (text: string) => PersonAction | { readonly say: readonly string[] };
}

type Reading = ReturnType<LinePage['read']>;

/** Undefined: there is nothing to ask now. */
export function linePage(session: Session): LinePage | undefined {
  const page = pageOf(session);
  if (page === undefined) return undefined;
  const help = helpOf(session);
  const read = (typed: string): Reading => {
    const text = typed.trim();
    if (text === '?') return { say: [help.title, ...help.text.split('\n')] };
    if (text === 'q') return { type: 'leave' };
    if (text === 'b') return { type: 'go-back' };
    return page.read(text);
  };
  return { ...page, prompt: `${page.prompt}, ? helps, q leaves: `, read };
}

function pageOf(session: Session): LinePage | undefined {
  const { screen } = session;
  const fork = forkOf(session);
  if (fork !== undefined) {
    const checks = screen.at === 'done' || screen.at === 'verdict' ? checkLines(screen.report.checks) : [];
    return numbered([...checks, fork.title, ...fork.lines, ...fork.evidence.map((line) => `  ${line}`)], fork.choices);
  }
  switch (screen.at) {
    case 'check':
      return {
        lines: checkLines(screen.report.checks),
        prompt: 'Enter goes on, r checks again',
        read: (text) => (text === '' ? { type: 'go-on' } : text === 'r' ? { type: 'check-again' } : unknownWord(text)),
      };
    case 'step':
      return stepPage(screen);
    case 'review':
    case 'way-back':
      return screen.view === undefined ? noPlan(session) : planPage(screen.view);
    case 'running':
      return screen.ask === undefined
        ? undefined
        : numbered(
            [screen.ask.message, 'Without an answer in time, the network is taken back by itself.'],
            [
              { label: 'Keep the new network', action: { type: 'keep-network' } },
              { label: 'Take it back now', action: { type: 'take-network-back' } },
            ],
          );
    case 'finished':
      return { lines: [], prompt: 'Enter leaves', read: () => ({ type: 'leave' }) };
    default:
      return undefined;
  }
}

const unknownWord = (text: string): Reading => ({ say: [`"${text}" is not among the answers here.`] });

const words = { pass: 'PASS', warn: 'WARN', fail: 'FAIL', unknown: '????' } as const;

const checkLines = (checks: readonly Check[]): readonly string[] =>
  checks.flatMap((check) => [
    `${words[check.state]}  ${check.title}: ${check.detail}`,
    ...(check.state === 'pass' || check.hint === undefined ? [] : [`      ${check.hint}`]),
  ]);

/** Numbered lines; Enter takes the marked one. */
function numbered(lines: readonly string[], choices: readonly Choice[], first = 0): LinePage {
  const rows = choices.map(
    ({ label, detail }, index) => `${index === first ? '*' : ' '} ${index + 1}  ${label}${detail === undefined ? '' : `  (${detail})`}`,
  );
  return {
    lines: [...lines, ...rows],
    prompt: `Number, or Enter for ${first + 1}`,
    read: (text) => choices[text === '' ? first : /^\d+$/.test(text) ? Number(text) - 1 : -1]?.action ?? unknownWord(text),
  };
}

function stepPage(screen: StepScreen): LinePage | undefined {
  const { view, questions, step, intro } = screen;
  if (view.kind === 'form') {
    const use: Choice = { label: 'Use these values', action: { type: 'accept-values', step } };
    const edit = (question: Question): Choice => ({
      label: question.title,
      detail: valueInWords(question),
      action: { type: 'edit-value', path: question.path },
    });
    return numbered([`${screen.title}: other values`], [use, ...questions.slice(1).map(edit)]);
  }
  const question = view.kind === 'value' ? questions.find((one) => one.path === view.path) : questions[0];
  if (question === undefined) return undefined;
  const head = [intro, question.title];
  const others: readonly Choice[] =
    view.kind === 'prompt' && questions.length > 1 ? [{ label: 'Other values', action: { type: 'open-other-values', step } }] : [];
  return questionPage(question, head, others);
}

function questionPage(question: Question, head: readonly string[], others: readonly Choice[]): LinePage {
  const { path } = question;
  switch (question.kind) {
    case 'select': {
      const options = optionsOf(question);
      const choices = options.map(
        ({ label, detail, unavailable, value }): Choice => ({
          label,
          detail: unavailable === undefined ? detail : `not possible: ${unavailable}`,
          action: { type: 'answer', path, value },
        }),
      );
      const first = options.findIndex((option) => sameJson(option.value, question.value));
      return numbered(head, [...choices, ...others], Math.max(0, first));
    }
    case 'confirm': {
      const choice = (label: string, value: boolean): Choice => ({ label, action: { type: 'answer', path, value } });
      return numbered(head, [choice('Yes', true), choice('No', false), ...others], question.value ? 0 : 1);
    }
    case 'multiselect': {
      const { options, value } = question;
      const rows = options.map((option, index) => {
        const chosen = value.some((one) => sameJson(one, option.value));
        const detail = option.unavailable === undefined ? option.detail : `not possible: ${option.unavailable}`;
        return `${chosen ? '*' : ' '} ${index + 1}  ${option.label}${detail === undefined ? '' : `  (${detail})`}`;
      });
      return {
        lines: [...head, ...rows],
        prompt: `Numbers with blanks between them, or Enter for those with *${others.length > 0 ? ', o for other values' : ''}`,
        read: (text) => {
          if (text === '') return { type: 'answer', path, value };
          if (text === 'o' && others[0] !== undefined) return others[0].action;
          const picked = text.split(/[\s,]+/).map((word) => (/^\d+$/.test(word) ? options[Number(word) - 1] : undefined));
          return picked.includes(undefined)
            ? unknownWord(text)
            : { type: 'answer', path, value: picked.flatMap((option) => (option === undefined ? [] : [option.value])) };
        },
      };
    }
    default:
      return {
        lines: head,
        prompt: `Value, or Enter for ${valueInWords(question)}${others.length > 0 ? ', o for other values' : ''}`,
        read: (text) => {
          if (text === 'o' && others[0] !== undefined) return others[0].action;
          return { type: 'type-answer', path, text: text === '' ? String(question.value) : text };
        },
      };
  }
}

function planPage(view: PlanView): LinePage {
  const { plan, selected, details } = view;
  const rows = plan.changes.map((change, index) => `${String(index + 1).padStart(3)}  ${change.title}`);
  const shown = plan.changes.length === 0 ? [] : [`Change ${selected + 1}:`, ...details.map((line) => `  ${line.text}`)];
  return {
    lines: [`Plan ${plan.sha256.slice(0, 8)}: ${planInWords(plan)}`, ...rows, ...shown],
    prompt: `Enter ${plan.purpose === 'rollback' ? 'rolls back' : 'applies this plan'}, a number shows that change, s saves it, b goes back`,
    read: (text) => {
      if (text === '') return { type: 'agree', sha256: plan.sha256 };
      if (text === 's') return { type: 'save-plan' };
      const number = /^\d+$/.test(text) ? Number(text) : 0;
      return number >= 1 && number <= plan.changes.length ? { type: 'look-at-change', by: number - 1 - selected } : unknownWord(text);
    },
  };
}

function noPlan({ screen }: Session): LinePage | undefined {
  if (screen.at !== 'review') return undefined;
  const { problem, refused } = screen;
  const why = problem === undefined ? [] : [problem.message, ...(problem.hint === undefined ? [] : [problem.hint]), ...problem.lines];
  return {
    lines: ['No plan can be made like this. Nothing has been changed.', ...why, ...checkLines(refused)],
    prompt: 'r plans again, b goes back',
    read: (text) => (text === 'r' ? { type: 'check-again' } : unknownWord(text)),
  };
}
