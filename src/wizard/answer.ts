import { type Answers, answersSchema } from '../core/answers.ts';
import { canonicalJson, type Json } from '../core/json.ts';
import type { Option, Question } from '../core/question.ts';

export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** The answers with another value at a dotted path (`dom0.memoryMiB`, or a whole step: `dom0`). */
export function setAnswer(answers: Answers, path: string, value: Json): Parsed<Answers> {
  const parsed = answersSchema.safeParse(replaced(answers, path.split('.'), value));
  if (parsed.success) return { value: parsed.data };
  const issue = parsed.error.issues[0];
  return { problem: `${issue === undefined ? path : issue.path.join('.')} cannot be that: ${issue?.message ?? 'not a valid answer'}.` };
}

function replaced(into: unknown, path: readonly string[], value: Json): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const members: Readonly<Record<string, unknown>> = isRecord(into) ? into : {};
  return { ...members, [key]: replaced(members[key], rest, value) };
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What was typed, as an answer to this question, or what is wrong with it. */
export function parseInput(question: Question, text: string): Parsed<Json> {
  switch (question.kind) {
    case 'number': {
      const trimmed = text.trim();
      const value = Number(trimmed);
      if (!/^\d+$/.test(trimmed) || value < question.minimum || value > question.maximum) {
        const unit = question.unit === '' ? '' : ` ${question.unit}`;
        return { problem: `Give a whole number from ${question.minimum} to ${question.maximum}${unit}.` };
      }
      return { value };
    }
    case 'text':
      if (!new RegExp(`^(?:${question.pattern})$`).test(text)) return { problem: `This does not fit. An example: ${question.example}` };
      return { value: text };
    case 'confirm':
      if (/^y(es)?$/i.test(text)) return { value: true };
      if (/^no?$/i.test(text)) return { value: false };
      return { problem: 'Answer yes or no.' };
    default:
      return { problem: 'Choose one of the options.' };
  }
}

/**
 * The options of a question; an answer of an earlier visit that is none of them stays possible,
 * so that Enter keeps what was chosen.
 */
export function optionsOf(question: Extract<Question, { options: readonly Option[] }>): readonly Option[] {
  const { kind, options, value } = question;
  if (kind === 'multiselect' || options.some((option) => sameJson(option.value, value))) return options;
  return [{ label: 'Keep the values chosen before', value }, ...options];
}

/** Why this value may not be chosen here; undefined: it may. */
export function refusal(question: Question, value: Json): string | undefined {
  if (question.kind !== 'select' && question.kind !== 'multiselect') return undefined;
  const wanted = question.kind === 'multiselect' && Array.isArray(value) ? value : [value];
  for (const one of wanted) {
    const option = optionsOf(question).find((candidate) => sameJson(candidate.value, one));
    if (option === undefined) return 'This is not among the options.';
    if (option.unavailable !== undefined) return `${option.label} is not possible here: ${option.unavailable}`;
  }
  return undefined;
}

export const sameJson = (a: Json, b: Json): boolean => canonicalJson(a) === canonicalJson(b);

/** The value of a question in words, for a row of the form. */
export function valueInWords(question: Question): string {
  switch (question.kind) {
    case 'select':
      return optionsOf(question).find((option) => sameJson(option.value, question.value))?.label ?? canonicalJson(question.value);
    case 'multiselect': {
      const labels = question.options.filter((option) => question.value.some((value) => sameJson(value, option.value)));
      return labels.length === 0 ? 'none' : labels.map((option) => option.label).join(', ');
    }
    case 'number':
      return `${question.value}${question.unit === '' ? '' : ` ${question.unit}`}`;
    case 'text':
      return question.value === '' ? '(empty)' : question.value;
    case 'confirm':
      return question.value ? 'yes' : 'no';
  }
}
