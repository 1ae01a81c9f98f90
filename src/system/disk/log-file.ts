import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path/posix';
import { diskError } from './disk-error.ts';

export interface LogFile {
  readonly take: (chunk: Uint8Array) => void;
  readonly close: () => void;
}

/** Appends chunks to a log as they come. A disk that fills up ends the log, not the program that is logged. */
export function openLog(at: string): LogFile {
  let descriptor: number;
  try {
    mkdirSync(dirname(at), { recursive: true, mode: 0o700 });
    descriptor = openSync(at, 'a', 0o600);
  } catch (thrown) {
    throw diskError(thrown, at, 'written');
  }
  let full = false;
  return {
    take: (chunk) => {
      if (full) return;
      try {
        writeSync(descriptor, chunk);
      } catch {
        full = true;
      }
    },
    close: () => closeSync(descriptor),
  };
}
