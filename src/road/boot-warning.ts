import { makeParents } from '../changes/state-paths.ts';
import type { Answers } from '../core/answers.ts';
import { failures, type Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { chainReport } from './chain.ts';
import type { Refreshed } from './refresh.ts';

/** The chain as the next start finds it, and what a person must know of it; whether that start is one of Xen is not asked here. */
export function nextStart(facts: Facts, answers: Answers): Pick<Refreshed, 'report' | 'warning'> {
  const chain = chainReport(facts, answers);
  const report = { ...chain, checks: chain.checks.filter(({ id }) => id !== 'boot.chain.once') };
  return { report, warning: warningLines(report) };
}

function warningLines(report: Report): readonly string[] {
  const failed = failures(report.checks);
  if (failed.length === 0) return [];
  return [
    'archxen: the next boot of Xen would fail, or have no way back to Linux.',
    ...failed.flatMap(({ title, detail, reason, hint }) => [
      `  ${title}: ${detail}`,
      ...(reason === undefined ? [] : [`    ${reason}`]),
      ...(hint === undefined ? [] : [`    next: ${hint}`]),
    ]),
    '  Do not restart before it is mended; archxen verify --boot shows the whole chain.',
  ];
}

/** The chain may look whole all the same, as entries that could not be made current may still name files that are there. */
const failedLines = (failed: string | undefined): readonly string[] =>
  failed === undefined ? [] : ['archxen: the boot entries for Xen could not be made current.', `  ${failed}`];

const warningPath = '/run/archxen/boot-warning';

/** Says it at each login until it is mended, or the host was restarted. */
export async function writeWarning(system: System, failed: string | undefined, warning: readonly string[]): Promise<void> {
  const lines = [...failedLines(failed), ...warning];
  if (lines.length === 0) {
    if ((await system.stat(warningPath)) !== undefined) await system.remove(warningPath);
    return;
  }
  await makeParents(system, warningPath);
  await system.write(warningPath, new TextEncoder().encode(`${lines.join('\n')}\n`), { mode: 0o644, uid: 0, gid: 0 });
}
