import { parseArgs } from 'node:util';
import { $ } from 'zx';
import { Score } from '../test/check.mjs';
import { lockLab } from '../test/vm/lab/lock.mjs';

const usage = `node scripts/run-tier.mjs container|vm [--budget SECONDS] [--keep] [NAME...]

  --budget SECONDS   scenarios that would not fit are told as "not run", neither passed nor failed
  --keep             keep the machines' disks and logs
  NAME               only these scenarios`;

/** The tiers beside the unit tests. Each brings what it needs, and gives its score. */
const tiers = {
  vm: async (options) => (await import('../test/vm/run.mjs')).runVm(options),
  container: async (options) => (await import('../test/container/run.mjs')).runContainer(options),
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { budget: { type: 'string', default: 'Infinity' }, keep: { type: 'boolean', default: false } },
});
const [tier, ...names] = positionals;
const budget = Number(values.budget);
if (!(tier in tiers) || !(budget >= 0)) {
  console.error(usage);
  process.exit(64);
}

let score = new Score();
try {
  await $({ quiet: true })`node ${new URL('build.mjs', import.meta.url).pathname} --if-stale --quiet`;
  await lockLab();
  score = await tiers[tier]({ names, budget, keep: values.keep });
} catch (error) {
  console.error(error.message);
  score.failed += 1;
}
if (score.notRun.length > 0) console.log(`not run: ${score.notRun.join(', ')}`);
console.log(`${score.passed} passed, ${score.failed} failed`);
process.exit(score.failed === 0 ? 0 : 1);
