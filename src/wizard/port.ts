import type { Description } from '../changes/doer.ts';
import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { Report } from '../core/check.ts';
import type { Ask, EngineEvent } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/plan.ts';
import type { Stage } from '../core/stage.ts';

/**
 * All that the wizard can have done. src/road/ implements it over a System; tests give it a fake.
 * Every method may reject with an ArchxenError.
 */
export interface Road {
  /** Said on every screen, for example that this is a rehearsal; undefined on a live host. */
  readonly banner?: string | undefined;
  /** Reads the host; tells each topic as it begins. `again`: its set-up shall be changed, so what may be added is looked up too. */
  readonly gather: (onTopic: (topic: string) => void, again?: boolean) => Promise<Facts>;
  readonly stage: (facts: Facts) => Promise<Stage>;
  readonly defaults: (facts: Facts) => Answers;
  /** Answers that were kept when the person left, if any. */
  readonly keptAnswers: () => Promise<Answers | undefined>;
  readonly keepAnswers: (answers: Answers) => Promise<void>;
  readonly preflight: (facts: Facts, answers: Answers) => Report;
  readonly plan: (facts: Facts, answers: Answers) => Plan;
  readonly describe: (change: Change) => Description;
  /** Applies a plan that the person agreed to; refuses when the host has changed since. */
  readonly apply: (plan: Plan, hands: Hands) => AsyncIterable<EngineEvent>;
  /** Goes on with the interrupted plan (or rollback) of the journal. */
  readonly resume: (hands: Hands) => AsyncIterable<EngineEvent>;
  /** The way back of the current run, to look at. */
  readonly wayBack: () => Promise<Plan | undefined>;
  readonly rollBack: (hands: Hands) => AsyncIterable<EngineEvent>;
  /** The chain check, before a reboot. */
  readonly chain: (facts: Facts, answers: Answers) => Report;
  /** Reads the host anew, judges it, and writes the verdict to the journal. */
  readonly verify: () => Promise<{ readonly facts: Facts; readonly report: Report }>;
  /** Makes Xen the default; refuses without a green verify in this boot. */
  readonly confirm: (hands: Hands) => AsyncIterable<EngineEvent>;
  /** The answers of the run in the journal. */
  readonly runAnswers: () => Promise<Answers | undefined>;
  /** `back`: the (rehearsed) host is up again. `going-down`: this process will be ended by the reboot. */
  readonly reboot: () => Promise<'going-down' | 'back'>;
  /** Writes the plan as JSON where the person can find it; gives the path. */
  readonly savePlan: (plan: Plan) => Promise<string>;
}

/** How a running plan reaches the person. */
export interface Hands {
  readonly ask: (ask: Ask) => Promise<boolean>;
  /** Aborted: finish or undo the current change as is safe, then stop. */
  readonly signal: AbortSignal;
}
