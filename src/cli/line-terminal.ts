import { createInterface } from 'node:readline/promises';
import type { LineTerminal } from '../wizard/line-mode.ts';

/** Standard input and output as a terminal of lines. */
export function lineTerminal(): LineTerminal & { readonly close: () => void } {
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const ended = new Promise<undefined>((resolve) => terminal.once('close', () => resolve(undefined)));
  return {
    print: (line) => void process.stdout.write(`${line}\n`),
    ask: (prompt, signal) => Promise.race([terminal.question(prompt, { signal }).catch(() => undefined), ended]),
    close: () => terminal.close(),
  };
}
