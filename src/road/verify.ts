import { setTimeout as sleep } from 'node:timers/promises';
import { verifyReport } from '../../steps/host/preflight.ts';
import { makeParents, makePrivateDirectory, stateDirectory } from '../changes/state-paths.ts';
import type { Answers } from '../core/answers.ts';
import { failures, type Report } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import { mark } from '../engine/journal.ts';
import type { System } from '../system/port.ts';
import { setupRun } from './runs.ts';
import { stageOf } from './stage.ts';
import { stageText } from './stage-text.ts';

export interface VerifyOptions {
  /** At boot: wait for units that still start, write the report and the login message. */
  readonly record?: boolean;
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
export async function verifyHost(
  host: VerifyHost,
  { record = false }: VerifyOptions,
): Promise<{ readonly facts: Facts; readonly report: Report }> {
  const started = host.system.now();
  let judged = await judge(host);
  while (record && judged.facts.xen.dom0 && failures(judged.report.checks).length > 0 && host.system.now() - started < patience * 1000) {
    await sleep(pause * 1000);
    judged = await judge(host);
  }
  if (host.mayRecord) await writeVerdict(host.system, judged.facts, judged.report);
  if (record && host.mayRecord) await writeForLogin(host.system, judged.facts, judged.report);
  return judged;
}

async function judge({ gather, answersOf }: VerifyHost): Promise<{ readonly facts: Facts; readonly report: Report }> {
  const facts = await gather();
  return { facts, report: verifyReport(facts, await answersOf(facts)) };
}

async function writeVerdict(system: System, facts: Facts, report: Report): Promise<void> {
  const run = await setupRun(system);
  if (run === undefined) return;
  const failed = failures(report.checks).map((check) => check.id);
  if (facts.xen.dom0) return mark(system, run.id, failed.length === 0 ? 'verified' : 'red', failed);
  const stage = stageOf(run, facts);
  if (stage.at === 'fell-back' && !run.marks.some((each) => each.name === 'fell-back' && each.bootId === facts.os.bootId))
    await mark(system, run.id, 'fell-back', stage.why);
}

async function writeForLogin(system: System, facts: Facts, report: Report): Promise<void> {
  const encode = (text: string) => new TextEncoder().encode(text);
  await makePrivateDirectory(system, `${stateDirectory}/reports`);
  await system.write(
    `${stateDirectory}/reports/last.json`,
    encode(`${JSON.stringify({ at: system.now(), bootId: facts.os.bootId, report }, null, 2)}\n`),
    { mode: 0o600, uid: 0, gid: 0 },
  );
  const { now, next } = stageText(stageOf(await setupRun(system), facts));
  await makeParents(system, '/run/archxen/login-message');
  await system.write('/run/archxen/login-message', encode(`archxen: ${now}\n         next: ${next}\n`), { mode: 0o644, uid: 0, gid: 0 });
}
