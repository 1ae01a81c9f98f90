import type { DoContext } from '../changes/doer.ts';
import { bind } from '../changes/index.ts';
import { keepEdited } from '../changes/keep-edited.ts';
import { leftBy } from '../changes/made-files.ts';
import { logDirectory } from '../changes/state-paths.ts';
import type { Change, ChangeKind } from '../core/change.ts';
import { ArchxenError, asArchxenError, type ErrorCode } from '../core/error.ts';
import type { Ask, EngineEvent } from '../core/event.ts';
import type { Plan } from '../core/plan.ts';
import { lineRedactor, redactText } from '../core/redact.ts';
import type { System } from '../system/port.ts';
import { begunBefore, saveDrifted } from './drift.ts';
import { bootId, type Journal } from './journal.ts';
import { dropRestoreScript, keepRestoreScript } from './restore/keep.ts';
import { syncDisks } from './sync-disks.ts';

type Outcome = Extract<EngineEvent, { type: 'end' }>['outcome'];

/** A plan on its way through the engine. */
export interface Performance {
  readonly system: System;
  readonly journal: Journal;
  readonly plan: Plan;
  /** Changes that a former process began, so their way back is in the journal. */
  readonly begun: ReadonlySet<number>;
  readonly done: ReadonlySet<number>;
  /** Files that this way back had made anew. */
  readonly madeAnew: Set<string>;
  readonly ask: (ask: Ask) => Promise<boolean>;
  readonly signal: AbortSignal;
  readonly tell: (event: EngineEvent) => void;
}

/** Applies the changes in order and stops at the first that fails, so the host is always in a state that has a way back. */
export async function perform(work: Performance): Promise<void> {
  const back = work.plan.purpose === 'rollback';
  let outcome: Outcome = back ? 'rolled-back' : 'applied';
  for (const [index, change] of work.plan.changes.entries()) {
    if (work.signal.aborted) {
      outcome = 'stopped';
      break;
    }
    work.tell({ type: 'begin', index, total: work.plan.changes.length, change });
    try {
      const holds = work.done.has(index) && !(await isLost(change, work.system));
      work.tell({ type: 'done', index, changed: !holds && (await one(work, index, change)) });
    } catch (thrown) {
      const error = asArchxenError(thrown);
      outcome = error.code === 'interrupted' && work.signal.aborted ? 'stopped' : back ? 'rollback-incomplete' : 'failed';
      if (outcome !== 'stopped') work.tell(failed(index, error));
      break;
    }
  }
  await end(work, outcome === 'rolled-back' ? await asBefore(work) : outcome);
}

/** The last of a way back: restore.sh would lead away from a host that is as it was. */
async function asBefore({ system, journal, plan, tell }: Performance): Promise<Outcome> {
  try {
    await dropRestoreScript(system, journal);
    return 'rolled-back';
  } catch (thrown) {
    const error = asArchxenError(thrown);
    if (error.code === 'bug') throw thrown;
    tell(failed(Math.max(0, plan.changes.length - 1), error));
    return 'rollback-incomplete';
  }
}

/** The live network is all that a reboot between done and resumed takes away; files that a later change wrote again are not lost. */
const isLost = async (change: Change, system: System): Promise<boolean> =>
  change.kind === 'network' && (await bind(change).verify(system)) !== undefined;

async function one(work: Performance, index: number, change: Change): Promise<boolean> {
  const { system, journal, plan } = work;
  const begun = work.begun.has(index);
  // A way back may be the second one: the first is another plan, and is not asked how far it came.
  const context = contextOf(work, index, begun || plan.purpose === 'rollback');
  if (!begun) {
    // The way back is on the disk before the first effect. A way back has none itself: it is gone again to the end.
    const back = plan.purpose === 'rollback' ? [] : await bind(change).inverse(system);
    await journal.append({ type: 'begin', plan: plan.sha256, index, back });
  }
  const forward = plan.purpose !== 'rollback';
  if (forward) await keepRestoreScript(system, journal, context.warn);
  const ready = !forward ? await restoring(work, change, context) : begun ? await begunBefore(system, change) : change;
  const doer = bind(ready);
  const changed = await doer.apply(context);
  const missing = await doer.verify(system);
  if (missing !== undefined) {
    throw new ArchxenError(unverified[ready.kind] ?? 'command-failed', `"${ready.title}" was done, but does not hold: ${missing}.`, {
      hint: 'Go on with "archxen" to try it again, or take everything back with "archxen rollback".',
    });
  }
  // What a former process did of it may not be on the disks yet.
  if ((changed || begun) && runsPrograms(ready)) await syncDisks(system);
  await journal.append({ type: 'done', plan: plan.sha256, index, changed, left: forward ? await leftBy(change, system) : undefined });
  return changed;
}

/** archxen syncs what it writes itself; pacman and most programs do not, and a power cut would take back what is noted as done. */
const runsPrograms = ({ kind }: Change): boolean => kind !== 'file' && kind !== 'directory';

const unverified: { readonly [K in ChangeKind]?: ErrorCode } = {
  file: 'write-failed',
  directory: 'write-failed',
  build: 'build-failed',
  network: 'network-reverted',
};

async function restoring(work: Performance, change: Change, context: DoContext): Promise<Change> {
  if (change.kind !== 'file') return change;
  const { system, journal, madeAnew } = work;
  const { change: ready, warning } = await saveDrifted({ system, run: journal.run, madeAnew }, change);
  if (warning !== undefined) context.warn(warning);
  return ready;
}

function contextOf({ system, journal, ask, signal, tell }: Performance, index: number, begun: boolean): DoContext {
  const redacted = lineRedactor();
  return {
    system,
    signal,
    begun,
    ask,
    keepEdited: (path, state) => keepEdited(system, journal.run, path, state),
    log: (line) => tell({ type: 'log', index, line: redacted(line) }),
    phase: (phase) => tell({ type: 'phase', index, phase }),
    progress: (progress) => tell({ type: 'progress', index, ...progress }),
    warn: (message) => tell({ type: 'warn', index, message: redactText(message) }),
    logPath: (name) => `${logDirectory}/${name}.log`,
  };
}

/** For a failure that names no way on itself. */
const waysOn = 'Run archxen to go on from here, or "archxen rollback" to take everything back.';

function failed(index: number, { code, message, hint, path, lines }: ArchxenError): EngineEvent {
  const logPath = path?.startsWith(`${logDirectory}/`) ? path : undefined;
  return { type: 'failed', index, code, message: redactText(message), hint: hint ?? waysOn, logPath, lines: lines.map(lineRedactor()) };
}

async function end({ system, journal, plan, tell }: Performance, outcome: Outcome): Promise<void> {
  const record = { type: 'end' as const, plan: plan.sha256, outcome, at: system.now(), bootId: await bootId(system) };
  try {
    await journal.append(record);
  } catch (thrown) {
    // After a failure (a full disk) the missing end reads as an interrupted run, which is resumed or rolled back just so.
    if (outcome !== 'failed' && outcome !== 'rollback-incomplete') throw thrown;
  }
  tell({ type: 'end', outcome });
}
