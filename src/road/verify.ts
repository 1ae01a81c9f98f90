import { verifyReport } from '../../steps/host/preflight.ts';
import type { Answers } from '../core/answers.ts';
import { type Check, failures, type Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { mark } from '../engine/journal.ts';
import type { Run } from '../engine/records.ts';
import type { System } from '../system/port.ts';
import { isNormalEntry } from '../xen/command-line.ts';
import { endedWithoutShutdown } from './boot-before.ts';
import { lastConsole } from './last-console.ts';
import { networkBefore } from './network-before.ts';
import { setupRun } from './runs.ts';
import { stageOf } from './stage.ts';
import { endTrialWatch, fellBackByItself, leavesOnRed } from './trial.ts';
import { wayOut } from './way-out.ts';

export interface VerifyOptions {
  /** At boot: wait for units that still start, write the report and the login message. */
  readonly record?: boolean;
}

export interface Verified {
  readonly facts: Facts;
  readonly answers: Answers;
  readonly report: Report;
  /** A person chose the rescue or the previous entry: the unit that asks at boot must not fail there, as that would restart the host. */
  readonly byHand: boolean;
}

interface VerifyHost {
  readonly system: System;
  readonly gather: () => Promise<Facts>;
  readonly answersOf: (facts: Facts) => Promise<Answers>;
  /** Root writes the verdict to the journal; anybody else only sees it. */
  readonly mayRecord: boolean;
}

/** Seconds that units have at boot until they count as failed, and between two looks. */
const patience = 60;
const pause = 5;

/** Reads the host anew, judges it, and writes the verdict to the journal of the run that set it up. */
export async function verifyHost(host: VerifyHost, { record = false }: VerifyOptions): Promise<Verified> {
  const started = host.system.now();
  let judged = await judge(host);
  while (record && judged.facts.xen.dom0 && isRed(judged) && host.system.now() - started < patience * 1000) {
    // A command, so that a rehearsed host, whose time passes by itself, need not wait.
    await host.system.run(['sleep', String(pause)]);
    judged = await judge(host);
  }
  if (host.mayRecord) await writeVerdict(host.system, judged, record);
  return judged;
}

const isRed = ({ report }: Verified): boolean => failures(report.checks).length > 0;

async function judge({ system, gather, answersOf, mayRecord }: VerifyHost): Promise<Verified> {
  const facts = await gather();
  const answers = await answersOf(facts);
  const report = verifyReport(facts, answers);
  // Only root may read the journal.
  const network = await Promise.all([mayRecord ? networkBefore(system, facts) : [], wayOut(system, facts)]);
  const checks = [...report.checks, ...network.flat()];
  return { facts, answers, report: { ...report, checks }, byHand: facts.xen.dom0 && !isNormalEntry(facts) };
}

/** What is red, in words that are still understood after the host fell back. */
const inWords = ({ title, detail }: Check): string => `${title}: ${detail}`;

async function writeVerdict(system: System, judged: Verified, atBoot: boolean): Promise<void> {
  const { facts, answers, report } = judged;
  const run = await setupRun(system);
  if (run === undefined) return;
  if (!facts.xen.dom0) return noteFallBack(system, run, facts);
  const red = isRed(judged);
  await mark(system, run.id, red ? 'red' : 'verified', failures(report.checks).map(inWords));
  // A red verdict at boot leaves the watch on: it restarts the host in time even if the orderly restart hangs.
  if (!red || (atBoot && !leavesOnRed(facts, answers))) await endTrialWatch(system);
}

/** Once in a boot, what is known of why Linux came up instead: the console of the boot before may be gone later. */
async function noteFallBack(system: System, run: Run, facts: Facts): Promise<void> {
  if (stageOf(run, facts).at !== 'fell-back' || run.marks.some(({ name, bootId }) => name === 'fell-back' && bootId === facts.os.bootId))
    return;
  const judged = run.marks.findLast(({ name }) => name === 'verified');
  await mark(system, run.id, 'fell-back', {
    byItself: await fellBackByItself(system),
    withoutShutdown: judged !== undefined && (await endedWithoutShutdown(system, judged.bootId)),
    console: [...(await lastConsole(system))],
  });
}
