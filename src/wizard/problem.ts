import { asArchxenError } from '../core/error.ts';
import type { Problem } from './session.ts';

/** Any thrown value as data for a screen. */
export function problemOf(thrown: unknown): Problem {
  const error = asArchxenError(thrown);
  return { code: error.code, message: error.message, hint: error.hint, path: error.path, lines: error.lines };
}
