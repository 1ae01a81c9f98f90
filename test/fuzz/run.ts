import { parseArgs } from 'node:util';
import { startCoverage } from './coverage.ts';
import { tryFast } from './fast.ts';
import { tryMany } from './many.ts';
import { randomOf } from './mutate.ts';
import { pump } from './pump.ts';
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
/** Coverage slows all down several times: it guides the first inputs only, and the rest starts from what they found. */
const guided = Math.min(each, 4000);
/** Milliseconds for one target; a quick run ends in time on a slow machine, and says how far it came. */
const share = values.quick ? 70_000 / chosen.length : Number.POSITIVE_INFINITY;
const begun = performance.now();
const seconds = (): number => Math.round((performance.now() - begun) / 1000);

const coverage = startCoverage((url) => url.includes('/src/'));
const texts = seedTexts();
let inputs = 0;
const failures: string[] = [];

/** The texts of a target, and those of the first inputs that reached code which none before did. */
function guide(target: Target, seed: number, until: number): { readonly corpus: readonly string[]; readonly slowest: number } {
  const found = [...texts].filter(([name]) => target.seeds.test(name)).flatMap(([, list]) => [...new Set(list)]);
  const corpus = (found.length === 0 ? [''] : found).map((text) => text.slice(0, 1500));
  let last: string[] = [];
  let tries = 0;
  const tried = (text: string): void => {
    // The one before this one was tried: what reached new code is among the last.
    if (tries % 250 === 0 && coverage.fresh() > 0 && corpus.length < 400) corpus.push(...last.slice(-3));
    if (tries % 250 === 0) last = [];
    tries += 1;
    last.push(text);
  };
  const { slowest, failure, ...made } = tryMany(target, { corpus, random: randomOf(seed), count: guided, most: 4096, until, tried });
  inputs += made.inputs;
  if (failure !== undefined) failures.push(failure);
  return { corpus, slowest };
}

async function fuzz(target: Target, number: number): Promise<void> {
  const seed = Number(values.seed) * 1000 + number + 1;
  const before = [coverage.total(), inputs, failures.length] as const;
  const start = performance.now();
  const { corpus, slowest } = guide(planted(target), seed, start + share * 0.4);
  const pumped = failures.length > before[2] ? undefined : pump(target, corpus, randomOf(7), values.quick ? 30 : 100);
  if (pumped !== undefined) failures.push(`${target.name}: ${pumped}`);
  const milliseconds = Math.max(0, start + share - performance.now());
  const left = failures.length > before[2] ? 0 : each - guided;
  // Each text from its beginning, and from its middle.
  const pieces = corpus.flatMap((text) => [text.slice(0, 500), text.slice(500, 1000)]).filter((text, at) => at % 2 === 0 || text !== '');
  const fast = await tryFast({ name: target.name, corpus: pieces, seed: seed + 1_000_000, count: left, milliseconds });
  inputs += fast.inputs;
  if (fast.failure !== undefined) failures.push(fast.failure);
  console.log(
    `${target.name}: ${inputs - before[1]} inputs, ${corpus.length} in the corpus, ${coverage.total() - before[0]} new blocks, slowest ${Math.max(slowest, fast.slowest).toFixed(1)} ms, ${seconds()} s`,
  );
}

const planted = (target: Target): Target =>
  values.plant !== 'loses-a-byte'
    ? target
    : {
        ...target,
        run: (text) => {
          target.run(text);
          if (text.includes('\r\n#')) throw new Error('planted');
        },
      };

for (const [number, target] of chosen.entries()) await fuzz(target, number);
coverage.stop();
for (const failure of failures) console.log(`BAD  ${failure}`);
if (values.plant !== undefined) {
  console.log(`planted ${values.plant}: ${failures.length > 0 ? 'found' : 'NOT found'}`);
  console.log(failures.length > 0 ? '1 passed, 0 failed' : '0 passed, 1 failed');
  process.exit(failures.length > 0 ? 0 : 1);
}
console.log(`${inputs} inputs over ${chosen.length} parsers and editors, ${coverage.total()} blocks of code reached, ${seconds()} s`);
console.log(`${chosen.length - failures.length} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
