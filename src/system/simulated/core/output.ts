import { redactText } from '../../../core/redact.ts';
import type { RunOptions, RunResult, System } from '../../port.ts';
import { makeParents } from './files.ts';

/** How many lines go to a log at once. */
const atOnce = 2000;

/** Gives a command's lines to whoever listens and to the log, as the port says: with a listener only the last 200 are kept. */
export function logged(
  files: System,
  { onLine, logPath }: RunOptions,
): { say: (line: string) => void; end: (result: RunResult) => Promise<RunResult> } {
  const kept: string[] = [];
  let waiting: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  const flush = (): void => {
    const text = waiting.map((line) => `${line}\n`).join('');
    waiting = [];
    if (text === '' || logPath === undefined) return;
    writing = writing.then(async () => {
      await makeParents(files, logPath);
      await files.append(logPath, Buffer.from(text));
    });
  };
  const say = (line: string): void => {
    kept.push(line);
    if (onLine !== undefined && kept.length > 400) kept.splice(0, 200);
    onLine?.(line);
    if (logPath === undefined) return;
    waiting.push(redactText(line));
    if (waiting.length >= atOnce) flush();
  };
  return {
    say,
    end: async (result) => {
      const said = kept.map((line) => `${line}\n`).join('');
      for (const line of [...linesOf(result.stdout), ...linesOf(result.stderr)]) say(line);
      flush();
      await writing;
      return { ...result, stdout: said + result.stdout };
    },
  };
}

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.replace(/\n$/, '').split('\n'));
