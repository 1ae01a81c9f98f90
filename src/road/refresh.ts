import { isRefusal } from '../bootloaders/boot-loader.ts';
import { entryChanges } from '../bootloaders/entry-changes.ts';
import { makeParents } from '../changes/state-paths.ts';
import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import { failures, type Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { isUpkeep, makePlan, type Plan } from '../core/plan.ts';
import { unlessBusy, withLock } from '../engine/lock.ts';
import type { System } from '../system/port.ts';
import type { Hands } from '../wizard/port.ts';
import { chainReport } from './chain.ts';
import { applyInRun } from './drive.ts';
import { setupRun } from './runs.ts';

export interface Refreshed {
  /** Titles of what was done. */
  readonly done: readonly string[];
  /** Why it could not be finished. */
  readonly failed?: string | undefined;
  /** The chain afterwards. */
  readonly report: Report;
  /** What a person must know before the next start; empty when all is well. */
  readonly warning: readonly string[];
}

export interface UpkeepHost {
  readonly system: System;
  /** What the boot entries are made and judged by. */
  readonly gather: () => Promise<Facts>;
  readonly answersOf: (facts: Facts) => Promise<Answers>;
}

/**
 * After packages changed: makes the entries current and checks the chain. Undefined: there is nothing to do, because this
 * host is not set up, or is on its way, or archxen itself runs pacman just now (it looks at the chain when it is done).
 */
export async function refreshHost(host: UpkeepHost, hands: Hands): Promise<Refreshed | undefined> {
  if (!(await isSetUp(host.system))) return undefined;
  return withLock(host.system, () => refresh(host, hands)).catch(unlessBusy);
}

async function isSetUp(system: System): Promise<boolean> {
  const last = (await setupRun(system))?.plans.findLast(({ plan }) => !isUpkeep(plan));
  return last !== undefined && last.plan.purpose !== 'rollback' && last.end?.outcome === 'applied';
}

async function refresh(host: UpkeepHost, hands: Hands): Promise<Refreshed> {
  const before = await host.gather();
  const answers = await host.answersOf(before);
  const changes = entryChanges(before, answers);
  const outcome = isRefusal(changes)
    ? { done: [], failed: `${changes.refused} ${changes.hint}` }
    : await applyUpkeep(host.system, hands, upkeepPlan('refresh', answers, changes));
  const report = chainNow(outcome.done.length === 0 ? before : await host.gather(), answers);
  const warning = warningLines(report);
  await writeWarning(host.system, [...failedLines(outcome.failed), ...warning]);
  return { ...outcome, report, warning };
}

export const upkeepPlan = (purpose: 'refresh' | 'keep', answers: Answers, changes: readonly Change[]): Plan =>
  makePlan({ purpose, answers, changes, reboot: { needed: false } });

/** Applies a plan that nobody watches, in the run of the set-up, so that a rollback takes it back too. */
export async function applyUpkeep(system: System, hands: Hands, plan: Plan): Promise<Pick<Refreshed, 'done' | 'failed'>> {
  const done: string[] = [];
  let failed: string | undefined;
  if (plan.changes.length === 0) return { done };
  for await (const event of applyInRun(system, hands, plan)) {
    if (event.type === 'done' && event.changed) done.push(plan.changes[event.index]?.title ?? '');
    if (event.type === 'failed') failed = event.message;
  }
  return { done, failed };
}

/** As the next start finds it; whether that is one of Xen is not asked here. */
function chainNow(facts: Facts, answers: Answers): Report {
  const report = chainReport(facts, answers);
  return { ...report, checks: report.checks.filter(({ id }) => id !== 'boot.chain.once') };
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
async function writeWarning(system: System, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) {
    if ((await system.stat(warningPath)) !== undefined) await system.remove(warningPath);
    return;
  }
  await makeParents(system, warningPath);
  await system.write(warningPath, new TextEncoder().encode(`${lines.join('\n')}\n`), { mode: 0o644, uid: 0, gid: 0 });
}
