import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** A program on a real pseudo-terminal, drawn by a real terminal emulator. */
export interface TerminalProgram {
  /** What a person sees now, line by line, right-trimmed. */
  readonly screen: () => string;
  /** Waits for content, never for time alone. Rejects with the last screen. */
  readonly waitFor: (what: string | RegExp | ((screen: string) => boolean), seconds?: number) => Promise<string>;
  /** All that the program wrote so far, as it wrote it. */
  readonly output: () => string;
  readonly press: (keys: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly kill: (signal: string) => void;
  readonly exited: Promise<number>;
  readonly pid: number;
}

export const keys = { enter: '\r', escape: '\x1b', up: '\x1b[A', down: '\x1b[B', ctrlC: '\x03', pageDown: '\x1b[6~' } as const;

export interface OpenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export function openTerminal(file: string, args: readonly string[], options: OpenOptions = {}): TerminalProgram {
  const columns = options.columns ?? 80;
  const rows = options.rows ?? 24;
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 2000 });
  const { CI: _ci, NO_COLOR: _noColor, FORCE_COLOR: _forceColor, ...inherited } = process.env;
  const program: IPty = spawn(file, [...args], {
    name: options.environment?.['TERM'] ?? 'xterm-256color',
    cols: columns,
    rows,
    cwd: options.cwd ?? process.cwd(),
    env: { ...inherited, TERM: 'xterm-256color', LANG: 'C.UTF-8', ...options.environment } as Record<string, string>,
  });
  const listeners = new Set<() => void>();
  let written = '';
  program.onData((data) => {
    written += data;
    terminal.write(data, () => {
      for (const listener of listeners) listener();
    });
  });
  let ended: number | undefined;
  const exited = new Promise<number>((resolve) => {
    program.onExit(({ exitCode, signal }) => {
      ended = signal ? 128 + signal : exitCode;
      terminal.write('', () => {
        for (const listener of listeners) listener();
      });
      resolve(ended);
    });
  });
  const screen = (): string => {
    const buffer = terminal.buffer.active;
    const lines = Array.from({ length: terminal.rows }, (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '');
    return lines.join('\n');
  };
  return {
    screen,
    waitFor: (what, seconds = 60) =>
      new Promise((resolve, reject) => {
        const found = (): boolean => {
          if (typeof what === 'function') return what(screen());
          return typeof what === 'string' ? screen().includes(what) : what.test(screen());
        };
        const stop = (): void => {
          listeners.delete(look);
          clearTimeout(timer);
        };
        const look = (): void => {
          if (found()) {
            stop();
            resolve(screen());
          } else if (ended !== undefined) {
            stop();
            reject(new Error(`the program ended with ${ended} before ${String(what)} was seen:\n${screen()}`));
          }
        };
        const timer = setTimeout(() => {
          stop();
          reject(new Error(`${String(what)} was not seen within ${seconds} s:\n${screen()}`));
        }, seconds * 1000);
        listeners.add(look);
        look();
      }),
    output: () => written,
    press: (text) => program.write(text),
    resize: (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      program.resize(newColumns, newRows);
    },
    kill: (signal) => program.kill(signal),
    exited,
    pid: program.pid,
  };
}
