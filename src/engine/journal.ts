import { makePrivateDirectory, stateDirectory } from '../changes/state-paths.ts';
import { ArchxenError } from '../core/error.ts';
import type { Json } from '../core/json.ts';
import type { System } from '../system/port.ts';
import { foldRun } from './fold.ts';
import { formatRecord, type ParsedJournal, parseJournal } from './journal-text.ts';
import type { JournalRecord, MarkName, Run } from './records.ts';

export const journalDirectory = `${stateDirectory}/journal`;

/** The journal of one run, open for writing. */
export interface Journal {
  readonly run: string;
  readonly path: string;
  /** Returns when the record is on the disk. */
  readonly append: (record: JournalRecord) => Promise<void>;
  /** The run as the journal tells it now. The file is read once: nobody else writes to it under the lock. */
  readonly read: () => Promise<Run>;
}

/** Opens the journal of a run, or of a new one (`0001`, `0002`...), whose file comes with its first record. */
export async function openJournal(system: System, run?: string): Promise<Journal> {
  await makePrivateDirectory(system, journalDirectory);
  const id = run ?? nextRun(await listRuns(system));
  const path = journalPath(id);
  let known: JournalRecord[] | undefined;
  return {
    run: id,
    path,
    append: async (record) => {
      await append(system, path, record);
      known?.push(record);
    },
    read: async () => {
      known ??= [...(await readRecords(system, id)).records];
      return foldRun(id, path, known, false);
    },
  };
}

/** Appends one record to the journal of a run. */
export async function appendRecord(system: System, run: string, record: JournalRecord): Promise<void> {
  const journal = await openJournal(system, run);
  await journal.append(record);
}

/** Notes something that happened to the host on the road. */
export async function mark(system: System, run: string, name: MarkName, detail?: Json): Promise<void> {
  await appendRecord(system, run, { type: 'mark', name, at: system.now(), bootId: await bootId(system), detail });
}

/** Numbers of all runs, oldest first. */
export async function listRuns(system: System): Promise<readonly string[]> {
  const names = (await system.list(journalDirectory)) ?? [];
  return names.flatMap((name) => /^(\d{4,})\.jsonl$/.exec(name)?.[1] ?? []).sort((a, b) => Number(a) - Number(b));
}

/** A run as its journal tells it. Throws `journal-corrupt`. */
export async function readRun(system: System, run: string): Promise<Run> {
  const { records, torn } = await readRecords(system, run);
  return foldRun(run, journalPath(run), records, torn);
}

async function readRecords(system: System, run: string): Promise<ParsedJournal> {
  const path = journalPath(run);
  const bytes = await system.read(path);
  if (bytes === undefined) {
    throw new ArchxenError('nothing-to-roll-back', `There is no run ${run} on this host.`, {
      path,
      hint: '"archxen rollback --list" shows the runs.',
    });
  }
  return parseJournal(bytes, path);
}

/** Which boot of the host this is; empty where the kernel does not say. */
export async function bootId(system: System): Promise<string> {
  const bytes = await system.read('/proc/sys/kernel/random/boot_id');
  return bytes === undefined ? '' : Buffer.from(bytes).toString('utf8').trim();
}

const journalPath = (run: string): string => `${journalDirectory}/${run}.jsonl`;

const nextRun = (runs: readonly string[]): string => String(Number(runs.at(-1) ?? 0) + 1).padStart(4, '0');

async function append(system: System, path: string, record: JournalRecord): Promise<void> {
  const size = (await system.stat(path))?.size ?? 0;
  const last = size === 0 ? undefined : await system.read(path, { offset: size - 1, length: 1 });
  // What was cut off by a power cut must not swallow the next record: start on a new line.
  const start = last === undefined || last[0] === 0x0a ? '' : '\n';
  await system.append(path, Buffer.from(start + formatRecord(record)));
}
