import { StringDecoder } from 'node:string_decoder';

/** How many lines a result keeps when its lines are streamed. */
const keptLines = 200;

/** What a program printed on one of its pipes. */
export interface Output {
  readonly take: (chunk: Uint8Array) => void;
  readonly text: () => string;
}

/** Keeps all of it. */
export function wholeOutput(): Output {
  const chunks: Uint8Array[] = [];
  return { take: (chunk) => void chunks.push(chunk), text: () => Buffer.concat(chunks).toString('utf8') };
}

/**
 * Hands on each line as it comes and keeps the last ones. Chunks are split here, by hand: a build's 100,000 lines
 * cost half of what a line stream costs. A carriage return ends a line too (progress bars).
 */
export function lineOutput(onLine: (line: string) => void): Output {
  const decoder = new StringDecoder('utf8');
  const ring: string[] = [];
  let partial = '';
  const push = (line: string): void => {
    ring.push(line);
    if (ring.length > 2 * keptLines) ring.splice(0, ring.length - keptLines);
    onLine(line);
  };
  const split = (text: string): void => {
    const lines = (partial + text).split(/\r?\n|\r(?!$)/);
    partial = lines.pop() ?? '';
    for (const line of lines) push(line);
  };
  return {
    take: (chunk) => split(decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))),
    text: () => {
      const rest = (partial + decoder.end()).replace(/\r$/, '');
      partial = '';
      if (rest !== '') push(rest);
      const last = ring.slice(-keptLines);
      return last.length === 0 ? '' : `${last.join('\n')}\n`;
    },
  };
}
