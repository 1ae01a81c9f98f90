import { closeSync, constants, openSync, readSync } from 'node:fs';
import type { ReadStream } from 'node:tty';

/** A way of its own to the terminal that never waits. That of standard input belongs to the shell, too. */
const terminalPath = '/dev/stdin';

/**
 * Throws away what waits in the terminal: a key that was pressed while nothing was asked answers nothing.
 * Node has no tcflush(3), so it is read. Raw, as a line that has no end yet is handed out only so.
 */
export function forgetTyped(terminal: ReadStream): void {
  if (!terminal.isTTY) return;
  const wasRaw = terminal.isRaw;
  terminal.setRawMode(true);
  try {
    readAll();
  } finally {
    terminal.setRawMode(wasRaw);
  }
}

function readAll(): void {
  let handle: number | undefined;
  try {
    handle = openSync(terminalPath, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
    const thrownAway = Buffer.alloc(4096);
    while (readSync(handle, thrownAway) > 0);
  } catch {
    // EAGAIN: nothing is left. A terminal that cannot be opened or read is for the question itself to find.
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}
