import type { System } from '../system/port.ts';
import { journalBefore, ranXenBefore } from './boot-before.ts';

/** What is shown of the last words of a boot that is over. */
const mostLines = 30;
const longest = 160;
/** A record of pstore holds a few KiB; more of one file is not read. */
const mostBytes = 64 * 1024;
const places = ['/sys/fs/pstore', '/var/lib/systemd/pstore'] as const;

/**
 * The last console output of the boot before this one: what the firmware kept of a panic (pstore, which systemd-pstore moves
 * to /var/lib/systemd/pstore), else the end of its journal, if it was a boot under Xen. None is an ordinary answer: a panic
 * reaches no disk. Secrets are taken out, as the lines go into the journal and onto the screen.
 */
export async function lastConsole(system: System): Promise<readonly string[]> {
  const kept = await keptPanic(system);
  return bounded(kept.length > 0 ? kept : await lastJournal(system));
}

async function keptPanic(system: System): Promise<readonly string[]> {
  for (const place of places) {
    const [newest] = (await namesBelow(system, place)).toSorted().toReversed();
    const text = newest === undefined ? undefined : await textOf(system, newest);
    if (text !== undefined && /panic|Oops|BUG:|\(XEN\)|lockup/i.test(text)) return text.split('\n').map(withoutTime);
  }
  return [];
}

/** Records lie in the folder itself, or one or two below it, in folders named by their time. */
async function namesBelow(system: System, folder: string, depth = 2): Promise<readonly string[]> {
  const names = (await system.list(folder).catch(() => undefined)) ?? [];
  const found: string[] = [];
  for (const name of names) {
    const path = `${folder}/${name}`;
    if (/^(dmesg|console|pmsg)[-.]/.test(name) && !name.endsWith('.enc.z')) found.push(path);
    else if (depth > 0) found.push(...(await namesBelow(system, path, depth - 1)));
  }
  return found;
}

const textOf = async (system: System, path: string): Promise<string | undefined> => {
  const bytes = await system.read(path, { offset: 0, length: mostBytes }).catch(() => undefined);
  return bytes && new TextDecoder().decode(bytes);
};

/** `<4>[   12.345678] ` of the kernel's log. */
const withoutTime = (line: string): string => line.replace(/^<\d+>\s*/, '').replace(/^\[\s*\d+\.\d+\]\s*/, '');

async function lastJournal(system: System): Promise<readonly string[]> {
  if (!(await ranXenBefore(system))) return [];
  const { ended, exit, stdout } = await journalBefore(system, `--lines=${mostLines}`);
  return ended === 'exit' && exit === 0 ? stdout.split('\n') : [];
}

const bounded = (lines: readonly string[]): readonly string[] =>
  lines
    .map((line) => redacted(printable(line).trimEnd()).slice(0, longest))
    .filter((line) => line !== '')
    .slice(-mostLines);

/** No escape sequence of a log shall reach a terminal. */
const printable = (line: string): string => line.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replaceAll(/[^\x20-\x7e\t\u00a0-\uffff]/g, '');

const redacted = (line: string): string =>
  line.replaceAll(/\b([\w.-]*(?:pass(?:word|phrase|wd)?|secret|token|key|psk)[\w.-]*)([=:]\s*)\S+/gi, '$1$2[redacted]');
