import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Plan } from '../../src/core/plan.ts';
import { currentRun, unfinished } from '../../src/engine/index.ts';
import { wayBack } from '../../src/engine/way-back.ts';
import { defaultAnswers } from '../../src/road/answers.ts';
import { applyInRun, goOn } from '../../src/road/drive.ts';
import { gatherHost } from '../../src/road/gather-host.ts';
import { setupPlan } from '../../src/road/plan.ts';
import { recordedHost } from '../../src/road/rehearsal.ts';
import type { System } from '../../src/system/port.ts';
import { rootedSystem } from '../../src/system/rooted.ts';
import { simulatedHost } from '../../src/system/simulated/index.ts';

/**
 * What is killed: archxen's engine on a recorded host's tree on a real disk, forward (a new run, or on with the interrupted
 * one) or back. `busy` is there while pacman changes packages: what pacman leaves when it is killed is pacman's.
 */
const [root = '', host = '', way = '', busy = '', planFile = ''] = process.argv.slice(2);
const simulated = simulatedHost(await recordedHost(host), rootedSystem(root, { ownership: 'as-root' }));
const changesPackages = (argv: readonly string[]): boolean =>
  argv[0] === 'pacman' && /^-(S|U|R)/.test(argv[1] ?? '') && !argv.includes('--print-format');
const system: System = {
  ...simulated,
  run: async (argv, options) => {
    if (!changesPackages(argv)) return simulated.run(argv, options);
    writeFileSync(busy, '');
    try {
      return await simulated.run(argv, options);
    } finally {
      rmSync(busy);
    }
  },
};
const hands = { ask: async () => true, signal: new AbortController().signal };
const run = await currentRun(system);
const events =
  way === 'back'
    ? run && applyInRun(system, hands, wayBack(run))
    : run === undefined
      ? applyInRun(system, hands, await newPlan())
      : unfinished(run) && goOn(system, hands);
let outcome = 'nothing to do';
for await (const event of events ?? []) {
  if (event.type === 'failed') process.stderr.write(`${event.message} ${event.lines.join(' / ')}\n`);
  if (event.type === 'end') outcome = event.outcome;
}
process.stdout.write(outcome);

/** One plan for all starts: what a kill leaves of the facts' cache is the facts' own matter. */
async function newPlan(): Promise<Plan> {
  if (existsSync(planFile)) return JSON.parse(readFileSync(planFile, 'utf8'));
  const self = { version: 'test', node: '/usr/bin/node' };
  const facts = await gatherHost({ system, self, environment: {}, uid: 0 }, {});
  const plan = setupPlan(facts, defaultAnswers(facts));
  writeFileSync(planFile, JSON.stringify(plan));
  return plan;
}
