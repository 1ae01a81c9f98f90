import { parseArgs } from 'node:util';
import { startCoverage } from './coverage.ts';
import { mutate, randomOf } from './mutate.ts';
import { seedTexts } from './seeds.ts';
import { type Target, targets } from './targets.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean', default: false },
    inputs: { type: 'string' },
    seed: { type: 'string', default: '1' },
    /** A defect put into a parser's promise, which must be found: `loses-a-byte`. */
    plant: { type: 'string' },
  },
});
const chosen = targets.filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const each = Math.ceil(Number(values.inputs ?? (values.quick ? 300_000 : 10_500_000)) / chosen.length);
/** Milliseconds for one target; a quick run ends in time on a slow machine, and says how far it came. */
const share = values.quick ? 70_000 / chosen.length : Number.POSITIVE_INFINITY;
const begun = performance.now();
const seconds = (): number => (performance.now() - begun) / 1000;
/** One input may take so long: they are 4,096 characters at most. */
const longestMilliseconds = 2000;

const coverage = startCoverage((url) => url.includes('/src/'));
const texts = seedTexts();
let inputs = 0;
const failures: string[] = [];

function fuzz(target: Target, number: number): void {
  const random = randomOf(Number(values.seed) * 1000 + number + 1);
  const corpus = [...texts].filter(([name]) => target.seeds.test(name)).flatMap(([, list]) => [...new Set(list)]);
  const all = corpus.length === 0 ? [''] : corpus;
  const shortened = all.map((text) => text.slice(0, 1500));
  const before = coverage.total();
  const planted: Target =
    values.plant === 'loses-a-byte'
      ? {
          ...target,
          run: (text) => {
            target.run(text);
            if (text.includes('\r\n#')) throw new Error('planted');
          },
        }
      : target;
  let batch: string[] = [];
  let slowest = 0;
  const until = performance.now() + share;
  let done = 0;
  for (; done < each; done += 1) {
    if (done % 500 === 0 && performance.now() > until) break;
    const text = mutate(random.pick(shortened), shortened, random);
    batch.push(text);
    inputs += 1;
    const start = performance.now();
    try {
      planted.run(text);
    } catch (thrown) {
      failures.push(`${target.name}: ${String((thrown as Error).message).slice(0, 3000)} for ${JSON.stringify(text)}`);
      return;
    }
    const took = performance.now() - start;
    slowest = Math.max(slowest, took);
    if (took > longestMilliseconds) {
      failures.push(`${target.name}: ${Math.round(took)} ms for ${JSON.stringify(text).slice(0, 600)}`);
      return;
    }
    if (batch.length < 2000) continue;
    // New code was reached by one of the batch: those that reach it by themselves are kept.
    if (coverage.fresh() > 0 && shortened.length < 400) shortened.push(...batch.slice(-3));
    batch = [];
  }
  const pumped = pump(target, shortened);
  if (pumped !== undefined) failures.push(`${target.name}: ${pumped}`);
  console.log(
    `${target.name}: ${done} inputs, ${shortened.length} in the corpus, ${coverage.total() - before} new blocks, slowest ${slowest.toFixed(1)} ms`,
  );
}

/** Texts that repeat a piece: twice as long may take twice as long, and little more. */
function pump(target: Target, corpus: readonly string[]): string | undefined {
  const random = randomOf(7);
  // Of this process, not of the clock: other work on the machine does not count.
  const time = (text: string): number => {
    const start = process.cpuUsage();
    target.run(text);
    return process.cpuUsage(start).user / 1000;
  };
  for (let tries = 0; tries < (values.quick ? 30 : 300); tries += 1) {
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

for (const [number, target] of chosen.entries()) fuzz(target, number);
coverage.stop();
for (const failure of failures) console.log(`BAD  ${failure}`);
if (values.plant !== undefined) {
  console.log(`planted ${values.plant}: ${failures.length > 0 ? 'found' : 'NOT found'}`);
  console.log(failures.length > 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exit(failures.length > 0 ? 0 : 1);
}
console.log(
  `${inputs} inputs over ${chosen.length} parsers and editors, ${coverage.total()} blocks of code reached, ${Math.round(seconds())} s`,
);
console.log(`${chosen.length - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
