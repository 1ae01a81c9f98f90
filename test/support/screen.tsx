import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { render } from 'ink';
import type { ReactNode } from 'react';
import { App } from '../../screens/app.tsx';
import { UiContext } from '../../screens/ui/context.ts';
import { type Glyphs, glyphSets } from '../../screens/ui/glyphs.ts';
import { themeFor } from '../../screens/ui/theme.ts';
import type { Wizard } from '../../src/wizard/runner.ts';

/** A terminal that keeps the last frame. */
class FakeStdout extends EventEmitter {
  columns: number;
  rows: number;
  isTTY = true;
  frame = '';
  readonly frames: string[] = [];

  constructor(columns: number, rows: number) {
    super();
    this.columns = columns;
    this.rows = rows;
  }

  write = (text: string): boolean => {
    // A mode that is turned on or off is no frame.
    if (text !== '' && !/^\x1b\[\?2004[hl]$/.test(text)) {
      this.frame = text;
      this.frames.push(text);
    }
    this.emit('frame');
    return true;
  };
}

/** A keyboard. */
class FakeStdin extends PassThrough {
  isTTY = true;
  setRawMode = (): this => this;
  ref = (): this => this;
  unref = (): this => this;
}

export const keys = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  down: '\x1b[B',
  pageUp: '\x1b[5~',
  pageDown: '\x1b[6~',
  tab: '\t',
  ctrlC: '\x03',
  ctrlU: '\x15',
  backspace: '\x7f',
} as const;

export interface TestScreen {
  /** The lines of the last frame, without colours. */
  readonly lines: () => readonly string[];
  readonly text: () => string;
  /** All frames so far, without colours. */
  readonly history: () => string;
  /** Waits until the frame holds the text; fails with the last frame after three seconds. */
  readonly waitFor: (wanted: string | RegExp) => Promise<string>;
  readonly press: (...keys: readonly string[]) => Promise<void>;
  readonly resize: (columns: number, rows: number) => void;
  readonly close: () => void;
}

export interface TestScreenOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly glyphs?: Glyphs['name'];
  readonly screenReader?: boolean;
}

/** Draws a wizard on a terminal of this size. */
export const openScreen = (wizard: Wizard, options: TestScreenOptions = {}): TestScreen => openOn(<App wizard={wizard} />, options);

/** Draws anything on a terminal of this size. */
export function openOn(node: ReactNode, options: TestScreenOptions = {}): TestScreen {
  const { columns = 80, rows = 24, glyphs = 'unicode', screenReader = false } = options;
  const stdout = new FakeStdout(columns, rows);
  const stdin = new FakeStdin();
  const ui = { glyphs: glyphSets[glyphs], theme: themeFor(true), screenReader };
  const app = render(<UiContext value={ui}>{node}</UiContext>, {
    stdout: stdout as unknown as NodeJS.WriteStream,
    stdin: stdin as unknown as NodeJS.ReadStream,
    debug: true,
    exitOnCtrlC: false,
    patchConsole: false,
    interactive: true,
    isScreenReaderEnabled: screenReader,
  });
  const plain = (frame: string): string => frame.replace(/\x1b\[[0-9;?]*[a-zA-Z]/g, '');
  const text = (): string => plain(stdout.frame);
  const matches = (wanted: string | RegExp): boolean => (typeof wanted === 'string' ? text().includes(wanted) : wanted.test(text()));
  return {
    text,
    history: () => stdout.frames.map(plain).join('\n'),
    lines: () => text().replace(/\n$/, '').split('\n'),
    waitFor: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (!matches(wanted)) return;
          clearTimeout(timer);
          stdout.off('frame', look);
          resolve(text());
        };
        const timer = setTimeout(() => {
          stdout.off('frame', look);
          reject(new Error(`"${wanted}" does not show; the screen is:\n${text()}`));
        }, 3000);
        stdout.on('frame', look);
        look();
      }),
    press: async (...pressed) => {
      for (const key of pressed) {
        stdin.write(key);
        // A person is slower than a render, and a lone Esc is told from an arrow by the pause after it.
        await new Promise((resolve) => setTimeout(resolve, key === keys.escape ? 60 : 15));
      }
    },
    resize: (newColumns, newRows) => {
      stdout.columns = newColumns;
      stdout.rows = newRows;
      stdout.emit('resize');
    },
    close: () => app.unmount(),
  };
}
