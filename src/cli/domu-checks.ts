import { type Check, failures } from '../core/check.ts';
import { ArchxenError } from '../core/error.ts';
import type { Output } from './output.ts';

/** Throws `guest-invalid` when a check failed, all of them named; says the warnings, and gives them back. */
export function refuseFailed(out: Output, checks: readonly Check[], what: string): readonly string[] {
  const failed = failures(checks);
  const [first] = failed;
  if (first === undefined) return sayWarnings(out, checks);
  throw new ArchxenError('guest-invalid', `${what}: ${first.detail}`, {
    lines: failed.map((check) => `${check.title}: ${check.detail}${check.hint === undefined ? '' : ` ${check.hint}`}`),
    hint: first.hint ?? 'Change the answers. Nothing was changed on the host.',
  });
}

/** Says the warnings, and gives them back. */
export function sayWarnings(out: Output, checks: readonly Check[]): readonly string[] {
  const warnings = checks
    .filter(({ state }) => state === 'warn')
    .map(({ title, detail, reason, hint }) => [`${title}: ${detail}`, reason, hint].filter(Boolean).join(' '));
  for (const words of warnings) out.say(`WARN  ${words}`);
  return warnings;
}
