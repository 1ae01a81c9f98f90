import type { Change } from '../core/change.ts';
import type { Ask, EngineEvent } from '../core/event.ts';
import type { Action } from './action.ts';
import type { Effect } from './effect.ts';
import type { Hands, Road } from './port.ts';
import { problemOf } from './problem.ts';
import { createCollector } from './progress.ts';
import type { Outcome } from './session.ts';

/** Milliseconds from one picture of a run to the next. What only scrolls by waits longer: each picture costs a build some of the processor. */
const stepEvery = 100;
const lineEvery = 1000;

/** Carries out effects through the road and tells what came of them as actions. */
export interface Runner {
  readonly carryOut: (effect: Effect) => void;
}

export function createRunner(road: Road, send: (action: Action) => void, finish: (outcome: Outcome) => void): Runner {
  let stopper = new AbortController();
  let answerAsk: ((yes: boolean) => void) | undefined;
  // Saves run one after the other, so that the last answers are the ones that stay; a run waits for them, as both write.
  let saving: Promise<void> = Promise.resolve();

  const ask = (question: Ask): Promise<boolean> =>
    new Promise((resolve) => {
      const settle = (yes: boolean): void => {
        clearTimeout(timer);
        answerAsk = undefined;
        resolve(yes);
      };
      const timer = setTimeout(
        () => {
          settle(false);
          send({ type: 'ask-lapsed' });
        },
        Math.max(0, question.deadline - Date.now()),
      ).unref();
      answerAsk = settle;
      send({ type: 'was-asked', ask: question });
    });

  const follow = async (changes: readonly Change[], start: (hands: Hands) => AsyncIterable<EngineEvent>): Promise<void> => {
    stopper = new AbortController();
    const collector = createCollector(changes, Date.now());
    let told = 0;
    let rested = 0;
    let pending: NodeJS.Timeout | undefined;
    const tell = (): void => {
      clearTimeout(pending);
      pending = undefined;
      told = Date.now();
      send({ type: 'run-went-on', progress: collector.snapshot(told) });
    };
    // Elapsed times move, and quiet commands show that they live.
    const beat = setInterval(() => {
      if (Date.now() - told >= lineEvery / 2) tell();
    }, lineEvery).unref();
    let outcome: Extract<EngineEvent, { type: 'end' }>['outcome'] = 'failed';
    try {
      tell();
      await saving;
      for await (const event of start({ ask, signal: stopper.signal })) {
        const now = Date.now();
        collector.take(event, now);
        if (event.type === 'end') outcome = event.outcome;
        const every = event.type === 'log' || event.type === 'progress' ? lineEvery : stepEvery;
        if (now - told >= every) tell();
        else if (pending === undefined || every === stepEvery) {
          clearTimeout(pending);
          pending = setTimeout(tell, told + every - now);
        }
        // A flood of lines must not keep keys and timers from their turn.
        if (now - rested < stepEvery) continue;
        rested = now;
        await new Promise((resolve) => setImmediate(resolve));
      }
      tell();
      send({ type: 'run-ended', outcome, progress: collector.snapshot(Date.now()) });
    } catch (thrown) {
      send({ type: 'run-broke', problem: problemOf(thrown), progress: collector.snapshot(Date.now()) });
    } finally {
      clearInterval(beat);
      clearTimeout(pending);
      answerAsk?.(false);
    }
  };

  const gather = async (again: boolean): Promise<void> => {
    const facts = await road.gather((topic) => send({ type: 'topic-began', topic }), again);
    const [stage, kept, run] = await Promise.all([road.stage(facts), road.keptAnswers(), road.runAnswers()]);
    send({ type: 'host-was-read', arrival: { facts, stage, kept, run } });
  };

  const verify = async (): Promise<void> => {
    const { facts, report } = await road.verify();
    send({ type: 'host-was-verified', facts, report, stage: await road.stage(facts) });
  };

  const attempt = (effect: 'gather' | 'read-way-back' | 'verify' | 'reboot', deed: () => Promise<void>): void => {
    deed().catch((thrown: unknown) => send({ type: 'effect-failed', effect, problem: problemOf(thrown) }));
  };

  const aside = (deed: Promise<void>): Promise<void> =>
    deed.catch((thrown: unknown) => send({ type: 'side-effect-failed', problem: problemOf(thrown) }));

  return {
    carryOut: (effect) => {
      switch (effect.type) {
        case 'gather':
          return attempt('gather', () => gather(effect.again === true));
        case 'keep-answers':
          saving = aside(saving.then(() => road.keepAnswers(effect.answers)));
          return;
        case 'apply':
          return void follow(effect.plan.changes, (hands) => road.apply(effect.plan, hands));
        case 'resume':
          return void follow([], road.resume);
        case 'roll-back':
          return void follow(effect.plan.changes, road.rollBack);
        case 'confirm':
          return void follow([], road.confirm);
        case 'read-way-back':
          return attempt('read-way-back', async () => send({ type: 'way-back-was-read', plan: await road.wayBack() }));
        case 'verify':
          return attempt('verify', verify);
        case 'reboot':
          return attempt('reboot', async () => send({ type: (await road.reboot()) === 'back' ? 'host-came-back' : 'host-goes-down' }));
        case 'save-plan':
          saving = aside(saving.then(async () => send({ type: 'plan-was-saved', path: await road.savePlan(effect.plan) })));
          return;
        case 'stop':
          return stopper.abort();
        case 'say':
          return answerAsk?.(effect.yes);
        case 'leave':
          // What was answered last must be on disk before the process ends.
          return void saving.then(() => finish(effect.outcome));
      }
    },
  };
}
