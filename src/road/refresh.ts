import { isRefusal } from '../bootloaders/boot-loader.ts';
import { entryChanges } from '../bootloaders/entry-changes.ts';
import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import type { System } from '../system/port.ts';
import type { Hands } from '../wizard/port.ts';
import { nextStart, writeWarning } from './boot-warning.ts';
import { applyInRun } from './drive.ts';
import { lastSetUp } from './last-set-up.ts';
import { lookOnly } from './look-only.ts';
import { waitForLock } from './wait-for-lock.ts';

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

/** Seconds for another archxen to end, as a guest's creation takes minutes; of the 300 that the hook has. */
const patience = 240;

export interface RefreshRequest {
  /** Run by a pacman that archxen itself runs: who holds the lock then waits for us. */
  readonly withinOwnPacman: boolean;
  /** Told when another archxen has to end first. */
  readonly waits: () => void;
}

/**
 * After packages changed: makes the entries current and checks the chain. Undefined: there is nothing to do, because this
 * host is not set up, or only on its way, or archxen itself runs pacman just now (it looks at the chain when it is done).
 */
export async function refreshHost(
  host: UpkeepHost,
  hands: Hands,
  { withinOwnPacman, waits }: RefreshRequest,
): Promise<Refreshed | undefined> {
  const { system } = host;
  const setUp = await lastSetUp(system);
  if (setUp === undefined) {
    await writeWarning(system, undefined, []);
    return undefined;
  }
  const lock = await waitForLock(system, { seconds: withinOwnPacman ? 0 : patience, signal: hands.signal, waits });
  if (lock === undefined) return withinOwnPacman ? undefined : stillBusy(host, setUp.answers);
  try {
    return await underLock(host, hands);
  } finally {
    await lock.release();
  }
}

/** The chain can be looked at beside another archxen, which may be about to change it. */
async function stillBusy({ system, gather }: UpkeepHost, answers: Answers): Promise<Refreshed> {
  const failed = 'Another archxen was at work all the time. When it has ended: archxen refresh';
  const next = nextStart(await gather(), answers);
  await writeWarning(system, failed, next.warning);
  return { done: [], failed, ...next };
}

async function underLock(host: UpkeepHost, hands: Hands): Promise<Refreshed | undefined> {
  const setUp = await lastSetUp(host.system);
  if (setUp?.open === undefined) return setUp && refresh(host, hands);
  return lookOnly(host, setUp.answers, setUp.open.plan);
}

async function refresh(host: UpkeepHost, hands: Hands): Promise<Refreshed> {
  const before = await host.gather();
  const answers = await host.answersOf(before);
  const changes = entryChanges(before, answers);
  const outcome = isRefusal(changes)
    ? { done: [], failed: `${changes.refused} ${changes.hint}` }
    : await applyUpkeep(host.system, hands, upkeepPlan('refresh', answers, changes));
  const next = nextStart(outcome.done.length === 0 ? before : await host.gather(), answers);
  await writeWarning(host.system, outcome.failed, next.warning);
  return { ...outcome, ...next };
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
