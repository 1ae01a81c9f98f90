import { createHash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** A SHA-256 digest, 64 lower-case hexadecimal digits. */
export type Sha256 = string;

/** SHA-256 of bytes, or of a text as UTF-8. */
export function sha256(content: Uint8Array | string): Sha256 {
  return createHash('sha256').update(content).digest('hex');
}

/** SHA-256 of a JSON value's canonical text: equal values, equal digests. */
export function digestOf(value: unknown): Sha256 {
  return sha256(canonicalJson(value));
}
