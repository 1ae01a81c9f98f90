import { parseArgs } from 'node:util';

/**
 * `npm run test:powercut -- --runs 200 --seed 7`: the scenario of the VM tier, with more cuts than it has there. `--quick`: one cut;
 * without KVM that is two boots of an emulated machine and takes some minutes more than two.
 */
const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '10' },
    quick: { type: 'boolean', default: false },
    seed: { type: 'string' },
    scenario: { type: 'string', default: 'powercut' },
    keep: { type: 'boolean', default: false },
  },
});
process.env.ARCHXEN_POWERCUTS = values.quick ? '1' : values.runs;
if (values.seed !== undefined) process.env.ARCHXEN_SEED = values.seed;
process.argv.splice(2, Number.POSITIVE_INFINITY, 'vm', values.scenario, ...(values.keep ? ['--keep'] : []));
await import('./run-tier.mjs');
