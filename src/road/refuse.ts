import { failures, type Report } from '../core/check.ts';
import { ArchxenError, type ErrorCode } from '../core/error.ts';

/** Refusals that a script may want to tell from the others. */
const codes: Readonly<Record<string, ErrorCode>> = { os: 'not-arch', 'os.machine': 'not-x86-64', root: 'not-root' };

/** Throws when a report has a failure: the plan is refused before anything is changed. */
export function refuseUnlessPossible(report: Report): void {
  const failed = failures(report.checks);
  const first = failed[0];
  if (first === undefined) return;
  throw new ArchxenError(
    codes[first.id] ?? (report.kind === 'chain' ? 'chain-broken' : 'preflight-refused'),
    `${first.title}: ${first.detail}.`,
    {
      lines: failed.map((check) =>
        [`${check.title}: ${check.detail}`, check.reason, check.hint && `next: ${check.hint}`].filter(Boolean).join('; '),
      ),
      hint: first.hint ?? 'archxen facts shows what it saw. Nothing was changed.',
    },
  );
}
