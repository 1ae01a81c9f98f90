import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { lineRedactor } from '../../core/redact.ts';
import { diskError } from './disk-error.ts';

export interface LogFile {
  /** A program's pipe into the log. */
  readonly pipe: () => (chunk: Uint8Array) => void;
  /** Writes what is left of lines that have not ended. */
  readonly close: () => void;
}

/** A line may be so long before it is written in parts. */
const longestLine = 64 * 1024;

/**
 * Appends what programs print to a log as it comes, whole lines at a time so that secrets in them can be hidden. A disk that
 * fills up ends the log, not the program that is logged.
 */
export function openLog(at: string): LogFile {
  let descriptor: number;
  try {
    mkdirSync(dirname(at), { recursive: true, mode: 0o700 });
    descriptor = openSync(at, 'a', 0o600);
  } catch (thrown) {
    throw diskError(thrown, at, 'written');
  }
  let full = false;
  const write = (text: string): void => {
    if (full || text === '') return;
    try {
      // latin1 there and back keeps every byte as it was.
      writeSync(descriptor, Buffer.from(text, 'latin1'));
    } catch {
      full = true;
    }
  };
  const ends: (() => void)[] = [];
  return {
    pipe: () => {
      let partial = '';
      const redacted = lineRedactor();
      const writeLines = (text: string): void =>
        write(
          text
            .split(/(?<=\n)/)
            .map(onLine(redacted))
            .join(''),
        );
      ends.push(() => writeLines(partial));
      return (chunk) => {
        const text = partial + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
        const lines = text.lastIndexOf('\n') + 1;
        const end = lines === 0 && text.length > longestLine ? text.length : lines;
        partial = text.slice(end);
        writeLines(text.slice(0, end));
      };
    },
    close: () => {
      for (const end of ends) end();
      closeSync(descriptor);
    },
  };
}

/** What is hidden takes no line end with it. */
const onLine =
  (redacted: (line: string) => string) =>
  (line: string): string => {
    const end = /\r?\n$/.exec(line)?.[0] ?? '';
    return redacted(line.slice(0, line.length - end.length)) + end;
  };
