import * as z from 'zod/mini';
import { hostSteps } from '../../steps/host/index.ts';
import { type Answers, answersSchema } from '../core/answers.ts';
import { ArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import { nearest } from './nearest.ts';

type Members = Readonly<Record<string, unknown>>;

/** What a person who only presses Enter would answer on this host. */
export function defaultAnswers(facts: Facts): Answers {
  return answersSchema.parse({ v: 1, ...Object.fromEntries(hostSteps.map((step) => [step.id, step.defaults(facts)])) });
}

/** Answers that an older archxen wrote, with what it did not ask yet; those of a newer one stay as they are. */
export function completed(answers: Answers): Answers {
  const result = answersSchema.safeParse(answers);
  return result.success ? result.data : answers;
}

/**
 * An answers file: JSON with any part of the answers; what it leaves out is as in `base`: the answers that the host was set up
 * with, else its defaults. Throws `answers-invalid` with a line for each error, named by its path.
 */
export function readAnswers(text: string, base: Answers): Answers {
  const given = parse(text);
  const merged = merge(base, given);
  const result = answersSchema.safeParse(merged);
  if (result.success) return result.data;
  throw invalid(result.error.issues.flatMap((issue) => issueLines(issue, merged)));
}

/** JSON Schema of the answers, for editors and other programs; an answers file may leave any key out. */
export const answersJsonSchema = (): object => z.toJSONSchema(answersSchema, { io: 'input' });

function parse(text: string): Members {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ArchxenError('answers-invalid', 'The answers are not valid JSON.', {
      cause,
      lines: [cause instanceof Error ? cause.message : String(cause)],
      hint: 'archxen questions --json prints answers to start from.',
    });
  }
  if (isMembers(value)) return value;
  throw invalid([`the whole file: expected an object, got ${nameOf(value)}`]);
}

/** Given as a whole, as else none of its members could ever be taken away. */
const asItIs = 'variables';

/** What is given goes over what is there, object by object; lists and makepkg's variables are taken as they are. */
function merge(base: Members, given: Members): Members {
  return Object.fromEntries(
    [...new Set([...Object.keys(base), ...Object.keys(given)])].map((key) => {
      const [under, over] = [base[key], Object.hasOwn(given, key) ? given[key] : undefined];
      if (over === undefined) return [key, under];
      return [key, key !== asItIs && isMembers(under) && isMembers(over) ? merge(under, over) : over];
    }),
  );
}

type Issue = z.core.$ZodIssue;

/** One error as `dom0.memoryMiB: 12 is less than 512`. */
function issueLines(issue: Issue, merged: Members): readonly string[] {
  const path = issue.path.map(String);
  const value = valueAt(merged, path);
  const at = (reason: string): string => `${path.join('.') || 'the whole file'}: ${reason}`;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey([...path, key]));
    case 'too_small':
      return [at(`${shown(value)} is less than ${issue.minimum}`)];
    case 'too_big':
      return [at(`${shown(value)} is more than ${issue.maximum}`)];
    case 'invalid_value':
      return [at(`${shown(value)} is not one of ${issue.values.map(String).join(', ')}`)];
    case 'invalid_type':
      return [
        at(
          value === undefined
            ? 'is missing'
            : `expected ${issue.expected === 'int' ? 'a whole number' : article(issue.expected)}, got ${nameOf(value)}`,
        ),
      ];
    case 'invalid_format':
      return [at(`${shown(value)} has characters or a form that is not allowed here (${issue.pattern ?? issue.format})`)];
    default:
      return [at(issue.message)];
  }
}

function unknownKey(path: readonly string[]): string {
  const key = path.at(-1) ?? '';
  const known = knownKeys(path.slice(0, -1));
  const near = nearest(key, known);
  return `${path.join('.')}: there is no such key${near === undefined ? `; known are ${known.join(', ')}` : `, did you mean ${near}?`}`;
}

/** Keys that the schema knows in the object at this path. */
function knownKeys(path: readonly string[]): readonly string[] {
  let at: unknown = answersJsonSchema();
  for (const key of path) at = isMembers(at) && isMembers(at['properties']) ? at['properties'][key] : undefined;
  return isMembers(at) && isMembers(at['properties']) ? Object.keys(at['properties']) : [];
}

const invalid = (lines: readonly string[]): ArchxenError =>
  new ArchxenError('answers-invalid', `The answers have ${lines.length === 1 ? 'an error' : `${lines.length} errors`}.`, {
    lines,
    hint: 'archxen questions --json prints answers to start from, and their JSON Schema.',
  });

const isMembers = (value: unknown): value is Members => value !== null && typeof value === 'object' && !Array.isArray(value);

const valueAt = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((at, key) => (at !== null && typeof at === 'object' ? Reflect.get(at, key) : undefined), value);

const shown = (value: unknown): string => JSON.stringify(value) ?? 'undefined';

const article = (type: string): string => (/^[aeiou]/.test(type) ? `an ${type}` : `a ${type}`);

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : shown(value);
}
