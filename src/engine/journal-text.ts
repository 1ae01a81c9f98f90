import { sha256 } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import type { JournalRecord } from './records.ts';

const recordTypes: ReadonlySet<string> = new Set(['plan', 'begin', 'done', 'end', 'mark']);
const newline = 0x0a;

/** A record as a line: length of the JSON in bytes, the first 16 digits of its SHA-256, the JSON. */
export function formatRecord(record: JournalRecord): string {
  const json = JSON.stringify(record);
  return `${Buffer.byteLength(json)} ${sha256(json).slice(0, 16)} ${json}\n`;
}

export interface ParsedJournal {
  readonly records: readonly JournalRecord[];
  /** A record was cut off while it was written, and left out. */
  readonly torn: boolean;
}

/**
 * Reads the text of a journal. Power may go while a record is appended: such a record is the beginning of a good line, or has
 * blocks of zero bytes that were never written. It is left out, and no effect followed it. It is the last line, or the one
 * before a line that a later append started. Anything else that is wrong means damage: `journal-corrupt`.
 */
export function parseJournal(bytes: Uint8Array, path: string): ParsedJournal {
  const records: JournalRecord[] = [];
  let torn = false;
  let number = 0;
  for (let at = 0; at < bytes.length; ) {
    number += 1;
    const found = bytes.indexOf(newline, at);
    const end = found === -1 ? bytes.length : found;
    const line = bytes.subarray(at, end);
    at = end + 1;
    if (line.length === 0) continue;
    const json = checkedJson(line);
    if (json !== undefined) records.push(parseRecord(json, path, number));
    else if (isTorn(line)) torn = true;
    else throw corrupt(path, number, 'its checksum does not fit');
  }
  return { records, torn };
}

const split = (line: Uint8Array): { readonly head: string; readonly json: Uint8Array } => {
  const head = Buffer.from(line.subarray(0, 40)).toString('latin1');
  const afterSum = head.indexOf(' ', head.indexOf(' ') + 1);
  return afterSum === -1 ? { head, json: new Uint8Array() } : { head: head.slice(0, afterSum), json: line.subarray(afterSum + 1) };
};

function checkedJson(line: Uint8Array): string | undefined {
  const { head, json } = split(line);
  const text = Buffer.from(json).toString('utf8');
  return head === `${json.length} ${sha256(json).slice(0, 16)}` ? text : undefined;
}

function isTorn(line: Uint8Array): boolean {
  if (line.includes(0)) return true;
  const { head, json } = split(line);
  const whole = /^(\d+) [0-9a-f]{16}$/.exec(head);
  if (whole === null || json.length === 0) return /^\d+( ([0-9a-f]{0,16} ?)?)?$/.test(head);
  return json.length < Number(whole[1]);
}

function parseRecord(json: string, path: string, number: number): JournalRecord {
  const record: unknown = JSON.parse(json);
  const type = typeof record === 'object' && record !== null && 'type' in record ? record.type : undefined;
  if (typeof type !== 'string' || !recordTypes.has(type)) {
    throw corrupt(path, number, `it is of a kind that this archxen does not know (${String(type)})`);
  }
  // The checksum says that archxen wrote it, and its type is known: this is the parse boundary.
  return record as JournalRecord;
}

export const corrupt = (path: string, line: number, why: string): ArchxenError =>
  new ArchxenError('journal-corrupt', `The journal ${path} cannot be read: line ${line} is damaged, ${why}.`, {
    path,
    hint: `Nothing was changed. Keep the file: everything before that line is still good. "archxen bundle" collects it for a report.`,
  });
