import { expectMatch } from '../check.mjs';
import { boxed } from './terminal.mjs';

/** The last line of a screen: the keys that work now. */
const footer = (screen) => screen.trimEnd().split('\n').at(-1) ?? '';

/** The screen in one line, for the log: its header's end and the first line of its body. */
function summary(screen) {
  const lines = screen.split('\n').map((line) => line.trim());
  const body = lines.slice(1).find((line) => /[A-Za-z]{3}/.test(line)) ?? '';
  const where = lines[0]?.match(/(\d+\/\d+|plan [0-9a-f]{8}.*)$/)?.[0] ?? '';
  return `${where.padEnd(8)} ${body}`.trim();
}

/**
 * Plays a person who only ever presses Enter: waits until the footer offers it, presses it, waits until the screen
 * is another. Ends at the screen that `goal` accepts (before pressing anything there). Gives that screen and the way to it.
 * `lookOut` patterns must all have been seen on the way.
 */
export async function enterUntil(terminal, goal, { seconds = 900, lookOut = [], most = 40 } = {}) {
  const end = Date.now() + seconds * 1000;
  const way = [];
  const missing = new Set(lookOut);
  for (let presses = 0; presses <= most; presses++) {
    const left = () => Math.max(1, (end - Date.now()) / 1000);
    const ready = (screen) => {
      for (const pattern of missing) if (pattern.test(screen)) missing.delete(pattern);
      return goal(screen) || /\bEnter\b/.test(footer(screen));
    };
    await terminal.waitUntil(ready, 'the goal, or a screen that offers Enter', left());
    const screen = await terminal.settled(1000, left());
    if (goal(screen)) {
      if (missing.size > 0) throw new Error(`never on the screen: ${[...missing].join(', ')}. The way was:\n${way.join('\n')}`);
      return { screen, way };
    }
    if (!ready(screen)) continue;
    way.push(summary(screen));
    terminal.press('enter');
    await terminal.waitUntil((now) => now !== screen, 'another screen after Enter', Math.min(left(), 300));
  }
  throw new Error(`${most} times Enter did not lead to the goal. The way was:\n${way.join('\n')}\n${boxed(terminal.screen())}`);
}

/** Waits for the end of the program, and judges its exit code and last words. */
export async function ended(terminal, { exit, says, seconds = 300 }) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`still running after ${seconds} s:\n${boxed(terminal.screen())}`)), seconds * 1000);
  });
  const { exitCode } = await Promise.race([terminal.exited, late]).finally(() => clearTimeout(timer));
  const words = terminal.screen({ history: true });
  if (exitCode !== exit) throw new Error(`exit code ${exitCode} instead of ${exit}:\n${boxed(words)}`);
  if (says) expectMatch(words, says, 'what it printed');
  return words;
}
