import type { Answers } from '../core/answers.ts';
import type { Report } from '../core/check.ts';
import type { Ask, EngineEvent } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import type { Json } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';
import type { Stage } from '../core/stage.ts';
import type { Progress } from './progress.ts';
import type { Problem } from './session.ts';

/** What happened. An action that does not fit the screen is ignored, so a late key press does no harm. */
export type Action = PersonAction | HostAction;

export type PersonAction =
  /** Enter, where there is nothing to choose. */
  | { readonly type: 'go-on' }
  | { readonly type: 'go-back' }
  | { readonly type: 'ask-for-help' }
  | { readonly type: 'close-overlay' }
  | { readonly type: 'leave' }
  /** Ctrl-C. */
  | { readonly type: 'interrupt' }
  /** The terminal is gone, or the process is asked to end: nobody can be asked any more. */
  | { readonly type: 'hang-up' }
  /** Moves are relative: several keys may arrive before the screen is drawn anew. */
  | { readonly type: 'look-at-row'; readonly by: number }
  | { readonly type: 'show-details' }
  | { readonly type: 'check-again' }
  /** The answer to the question with this path, chosen from its options. */
  | { readonly type: 'answer'; readonly path: string; readonly value: Json }
  /** The answer as it was typed. */
  | { readonly type: 'type-answer'; readonly path: string; readonly text: string }
  | { readonly type: 'open-other-values'; readonly step: number }
  | { readonly type: 'edit-value'; readonly path: string }
  | { readonly type: 'accept-values'; readonly step: number }
  | { readonly type: 'look-at-change'; readonly by: number }
  /** `end`: the last line that may be the first one shown. */
  | { readonly type: 'scroll-details'; readonly by: number; readonly end: number }
  | { readonly type: 'save-plan' }
  /** Enter in the review: to this plan and no other. */
  | { readonly type: 'agree'; readonly sha256: string }
  | { readonly type: 'resume' }
  | { readonly type: 'set-up-again' }
  | { readonly type: 'look-at-way-back' }
  | { readonly type: 'stop-after-this-change' }
  | { readonly type: 'keep-network' }
  | { readonly type: 'take-network-back' }
  | { readonly type: 'reboot' }
  | { readonly type: 'verify' }
  | { readonly type: 'make-default' };

/** What the runner tells. */
export type HostAction =
  | { readonly type: 'topic-began'; readonly topic: string }
  | { readonly type: 'host-was-read'; readonly arrival: Arrival }
  | { readonly type: 'run-went-on'; readonly progress: Progress }
  | { readonly type: 'run-ended'; readonly progress: Progress; readonly outcome: Extract<EngineEvent, { type: 'end' }>['outcome'] }
  /** The run stopped with an error instead of an end. */
  | { readonly type: 'run-broke'; readonly progress: Progress; readonly problem: Problem }
  | { readonly type: 'was-asked'; readonly ask: Ask }
  | { readonly type: 'ask-lapsed' }
  | { readonly type: 'way-back-was-read'; readonly plan: Plan | undefined }
  | { readonly type: 'host-was-verified'; readonly facts: Facts; readonly report: Report; readonly stage: Stage }
  | { readonly type: 'host-goes-down' }
  | { readonly type: 'host-came-back' }
  | { readonly type: 'plan-was-saved'; readonly path: string }
  /** Nothing depends on it: told, and that is all. */
  | { readonly type: 'side-effect-failed'; readonly problem: Problem }
  | { readonly type: 'effect-failed'; readonly effect: 'gather' | 'read-way-back' | 'verify' | 'reboot'; readonly problem: Problem };

/** A host as it was found. */
export interface Arrival {
  readonly facts: Facts;
  readonly stage: Stage;
  /** Answers of an earlier visit of the wizard. */
  readonly kept: Answers | undefined;
  /** Answers of the run in the journal. */
  readonly run: Answers | undefined;
}
