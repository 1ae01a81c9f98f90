import { parseArgs } from 'node:util';

/**
 * `npm run test:powercut -- --runs 200 --seed 7`: the scenario of the VM tier, with more cuts than it has there. `--quick`: one cut
 * of an apply, taken back, in under two minutes once the lab has its machines (the first run makes them).
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    scenario: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
process.env.ARCHXEN_POWERCUTS = values.runs;
if (values.seed !== undefined) process.env.ARCHXEN_SEED = values.seed;
const scenario = values.scenario ?? (values.quick ? 'powercut-quick' : 'powercut');
process.argv.splice(2, Number.POSITIVE_INFINITY, 'vm', scenario, ...(values.keep ? ['--keep'] : []));
await import('./run-tier.mjs');
