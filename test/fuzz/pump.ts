import type { Random } from './mutate.ts';
import type { Target } from './targets.ts';

/** Texts that repeat a piece: twice as long may take twice as long, and little more. Gives what took longer. */
export function pump(target: Target, corpus: readonly string[], random: Random, tries: number): string | undefined {
  // Of this process, not of the clock: other work on the machine does not count.
  const time = (text: string): number => {
    const start = process.cpuUsage();
    target.run(text);
    return process.cpuUsage(start).user / 1000;
  };
  for (let nth = 0; nth < tries; nth += 1) {
    const text = random.pick(corpus);
    const from = random.to(text.length);
    const piece = text.slice(from, from + 1 + random.to(12)) || '"';
    const long = (length: number): string => piece.repeat(Math.ceil(length / piece.length));
    const at = time(long(20_000));
    if (at < 60) continue;
    // Machines are noisy: only what is slow three times over is.
    const ratio = Math.min(...[1, 2, 3].map(() => time(long(40_000)) / Math.max(2, time(long(10_000)))));
    if (ratio > 9)
      return `super-linear time (${ratio.toFixed(1)} times as long, ${Math.round(at)} ms, for 4 times the text) on repeats of ${JSON.stringify(piece)}`;
  }
  return undefined;
}
