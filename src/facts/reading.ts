import type { RunOptions, RunResult, System } from '../system/port.ts';
import type { Notes } from './notes.ts';

const utf8 = new TextDecoder();

/** A file's text; undefined: not there, or not readable (then with a note for that fact). */
export async function readText(system: System, path: string, notes?: Notes, fact = path): Promise<string | undefined> {
  try {
    const bytes = await system.read(path);
    return bytes && utf8.decode(bytes);
  } catch (error) {
    notes?.add(fact, `${path} could not be read: ${messageOf(error)}`);
    return undefined;
  }
}

/** The one line of a /proc or /sys file, without its end; undefined: not there. */
export async function readLine(system: System, path: string): Promise<string | undefined> {
  return (await readText(system, path))?.trim();
}

export async function exists(system: System, path: string): Promise<boolean> {
  try {
    return (await system.stat(path)) !== undefined;
  } catch {
    return false;
  }
}

/** Names in a directory; none when it is not there or may not be read. */
export async function names(system: System, path: string): Promise<readonly string[]> {
  try {
    return (await system.list(path)) ?? [];
  } catch {
    return [];
  }
}

/** What a command printed; undefined with a note when it is missing, failed or took too long. */
export async function output(
  system: System,
  notes: Notes,
  fact: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<string | undefined> {
  const result = await system.run(argv, options);
  if (result.ended === 'exit' && result.exit === 0) return result.stdout;
  notes.add(fact, whyFailed(argv, result));
  return undefined;
}

/** One line that says how a command ended. */
export function whyFailed(argv: readonly string[], result: RunResult): string {
  const command = argv.slice(0, 3).join(' ');
  if (result.ended === 'missing') return `the command ${argv[0]} is not installed`;
  if (result.ended === 'timeout') return `"${command}" did not answer in time`;
  const lines = result.stderr.trim().split('\n');
  // git explains itself in further lines after the one that counts.
  const said = lines.find((line) => /^(fatal|error): /i.test(line)) ?? lines.at(-1) ?? '';
  return `"${command}" failed (exit ${result.exit})${said === '' ? '' : `: ${said}`}`;
}

export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown));

/** JSON that another program printed; undefined with a note when it is none. */
export function parseJson(text: string | undefined, notes: Notes, fact: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    notes.add(fact, `the answer is not JSON: ${messageOf(error)}`);
    return undefined;
  }
}
