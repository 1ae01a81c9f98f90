import { consoleLine } from '../domu/life.ts';
import { xlConsole } from '../domu/xl.ts';
import type { System } from '../system/port.ts';

/** The console of a guest, read while it is watched. */
export interface ConsoleReader {
  /** What the guest printed, without empty lines. */
  readonly lines: readonly string[];
  /** Reads the console of this domain; nothing is done while it is being read already. */
  readonly attach: (id: number) => void;
  readonly end: () => Promise<void>;
}

/** What the program says that reads the console: not a word of the guest's. */
const isReadersOwn = (line: string): boolean => /^(xenconsole|xl|libxl): /.test(line) || / is an invalid domain identifier /.test(line);

/**
 * `xl console` shows what was printed since the start. It ends when the console has no terminal yet, just after a start, and
 * when the domain ends: a guest that restarts is another domain.
 */
export function consoleReader(system: System, signal: AbortSignal, timeoutSeconds: number): ConsoleReader {
  const lines: string[] = [];
  const stop = new AbortController();
  let reading: { readonly id: number; readonly ended: Promise<void> } | undefined;
  const onLine = (raw: string): void => {
    const line = consoleLine(raw);
    if (line !== '' && !isReadersOwn(line)) lines.push(line);
  };
  const read = async (id: number): Promise<void> => {
    const { argv } = xlConsole(String(id));
    const before = lines.length;
    await system.run(argv, { timeoutSeconds, onLine, signal: AbortSignal.any([signal, stop.signal]) }).catch(() => undefined);
    // Nothing came: it was too early. Else the same would be printed once more.
    if (reading?.id === id && lines.length === before) reading = undefined;
  };
  return {
    lines,
    attach: (id) => {
      if (reading?.id === id || stop.signal.aborted || signal.aborted) return;
      reading = { id, ended: read(id) };
    },
    end: async () => {
      stop.abort();
      await reading?.ended;
    },
  };
}
