// The network step alone, through the same facts, step, engine and journal as the program: what the container tests apply many
// times over, without building Xen each time.
//   network-step.mjs facts | apply NETWORK-ANSWERS | rollback | verify
import { createInterface } from 'node:readline';
import type { Plan } from '../../../src/core/plan.ts';
import { makePlan } from '../../../src/core/plan.ts';
import { apply, currentRun, wayBack } from '../../../src/engine/index.ts';
import type { Run } from '../../../src/engine/records.ts';
import { gatherFacts } from '../../../src/facts/gather.ts';
import { liveSystem } from '../../../src/system/live.ts';
import { networkStep } from '../../../steps/host/network.ts';
import { sampleAnswers } from '../../support/sample-facts.ts';

const system = liveSystem();
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const gather = () => gatherFacts(system, { self: { version: '0', node: process.execPath }, disks: false });

/** The next line on standard input is the person's word; none ever comes when it is closed. */
const word = async (): Promise<boolean> => {
  say('ASK');
  for await (const line of createInterface({ input: process.stdin })) return line.trim() === 'keep';
  return new Promise<boolean>(() => undefined);
};

async function perform(plan: Plan, run?: Run): Promise<string> {
  let outcome = 'none';
  for await (const event of apply({ system, plan, run, version: '0', ask: word, signal: new AbortController().signal })) {
    if (event.type === 'log') say(`  ${event.line}`);
    else if (event.type === 'phase') say(`- ${event.phase}`);
    else if (event.type === 'failed') say(`FAILED ${event.code} ${event.message} ${event.lines.join(' | ')}`);
    else if (event.type === 'end') outcome = event.outcome;
  }
  return outcome;
}

async function back(): Promise<string> {
  const run = await currentRun(system);
  return run === undefined ? 'nothing' : perform(wayBack(run), run);
}

const answersOf = async (network: object) => {
  const facts = await gather();
  return { facts, answers: sampleAnswers({ network: { ...networkStep.defaults(facts), ...network } }) };
};

const [verb, given = '{}'] = process.argv.slice(2);
if (verb === 'facts') {
  const { facts, answers } = await answersOf(JSON.parse(given));
  say(JSON.stringify({ network: facts.network, notes: facts.notes, answers: answers.network, checks: networkStep.check(facts, answers) }));
} else if (verb === 'verify') {
  const { facts, answers } = await answersOf(JSON.parse(given));
  say(JSON.stringify(networkStep.verify(facts, answers)));
} else if (verb === 'apply') {
  const { facts, answers } = await answersOf(JSON.parse(given));
  const failed = networkStep.check(facts, answers).filter(({ state }) => state === 'fail');
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  const changes = networkStep.changes(facts, answers);
  const outcome = await perform(makePlan({ purpose: 'setup', answers, changes, reboot: { needed: false } }));
  say(`END ${outcome}`);
  if (outcome === 'failed') say(`BACK ${await back()}`);
  process.exitCode = outcome === 'applied' ? 0 : 30;
} else if (verb === 'rollback') {
  const outcome = await back();
  say(`BACK ${outcome}`);
  process.exitCode = outcome === 'rolled-back' ? 0 : 31;
}
// A word that never came keeps standard input open.
process.exit();
