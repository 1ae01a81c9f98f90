import type { OsFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { output, readLine, readText } from './reading.ts';

/** os-release(5): shell-like assignments, with or without quotes. */
export function parseOsRelease(text: string): Readonly<Record<string, string>> {
  const values: Record<string, string> = {};
  for (const line of text.split('\n')) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) values[match[1]] = unquote(match[2].trim());
  }
  return values;
}

const unquote = (value: string): string => {
  const quoted = /^"((?:[^"\\]|\\.)*)"$|^'([^']*)'$/.exec(value);
  if (quoted?.[2] !== undefined) return quoted[2];
  return (quoted?.[1] ?? value).replaceAll(/\\([$"'\\`])/g, '$1');
};

/** Words of a kernel command line: blanks part them, except between double quotes (lib/cmdline.c: next_arg). */
export function splitCommandLine(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let quoted = false;
  for (const character of text.trim()) {
    if (character === '"') quoted = !quoted;
    if (!quoted && /\s/.test(character)) {
      if (word !== '') words.push(word);
      word = '';
    } else word += character;
  }
  if (word !== '') words.push(word);
  return words;
}

export async function readOs(system: System, notes: Notes): Promise<OsFacts> {
  const release = parseOsRelease(
    (await readText(system, '/etc/os-release')) ?? (await readText(system, '/usr/lib/os-release', notes, 'os.id')) ?? '',
  );
  if (release['ID'] === undefined) notes.add('os.id', '/etc/os-release does not say which distribution this is');
  const [kernelRelease, hostname, bootId, commandLine, uptime, first, machine] = await Promise.all([
    readLine(system, '/proc/sys/kernel/osrelease'),
    readLine(system, '/proc/sys/kernel/hostname'),
    readLine(system, '/proc/sys/kernel/random/boot_id'),
    readText(system, '/proc/cmdline', notes, 'os.commandLine'),
    readLine(system, '/proc/uptime'),
    readLine(system, '/proc/1/comm'),
    readMachine(system, notes),
  ]);
  if (kernelRelease === undefined) notes.add('os.kernelRelease', '/proc is not there');
  return {
    id: release['ID'] ?? '',
    idLike: (release['ID_LIKE'] ?? '').split(/\s+/).filter(Boolean),
    name: release['PRETTY_NAME'] ?? release['NAME'] ?? '',
    machine,
    hostname: hostname ?? (await readLine(system, '/etc/hostname')) ?? '',
    kernelRelease: kernelRelease ?? '',
    bootId: bootId ?? '',
    commandLine: splitCommandLine(commandLine ?? ''),
    uptimeSeconds: Math.floor(Number(uptime?.split(' ')[0] ?? 0)),
    init: first === 'systemd' ? 'systemd' : 'other',
  };
}

/** /proc/sys/kernel/arch is there since Linux 6.1. */
const readMachine = async (system: System, notes: Notes): Promise<string> =>
  (await readLine(system, '/proc/sys/kernel/arch')) ?? (await output(system, notes, 'os.machine', ['uname', '-m']))?.trim() ?? '';
