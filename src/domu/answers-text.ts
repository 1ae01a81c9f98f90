import * as z from 'zod/mini';
import { ArchxenError } from '../core/error.ts';
import { type GuestAnswers, guestAnswersSchema } from './guest.ts';

const hint = 'The smallest answers file is {"v":1,"name":"web"}: all else has a default. docs/guide/guests.md lists the keys.';

/** An answers file of `domu create`. Throws `answers-invalid` with the path and the reason of each error. */
export function parseGuestAnswers(text: string): GuestAnswers {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ArchxenError('answers-invalid', 'The answers are not JSON.', {
      cause,
      hint,
      lines: [cause instanceof Error ? cause.message : ''],
    });
  }
  return checkGuestAnswers(value);
}

export function checkGuestAnswers(value: unknown): GuestAnswers {
  const parsed = z.safeParse(guestAnswersSchema, value);
  if (parsed.success) return parsed.data;
  throw new ArchxenError('answers-invalid', 'The answers for the guest do not fit.', {
    hint,
    lines: parsed.error.issues.map((issue) => `${issue.path.join('.') || '(top)'}: ${reason(issue)}`),
  });
}

function reason(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys') return `unknown key ${issue.keys.join(', ')}`;
  if (issue.code === 'invalid_type') return `it should be a ${issue.expected}`;
  if (issue.code === 'too_small') return `it should be at least ${issue.minimum}`;
  if (issue.code === 'too_big') return `it should be at most ${issue.maximum}`;
  if (issue.code === 'invalid_value') return `it should be one of ${issue.values.join(', ')}`;
  return issue.message;
}
