import type { Answers } from '../core/answers.ts';
import type { Plan } from '../core/plan.ts';
import type { Outcome } from './session.ts';

/** What the runner shall do, as data. */
export type Effect =
  /** `again`: for a change of the set-up. */
  | { readonly type: 'gather'; readonly again?: boolean }
  | { readonly type: 'keep-answers'; readonly answers: Answers }
  | { readonly type: 'apply'; readonly plan: Plan }
  | { readonly type: 'resume' }
  | { readonly type: 'read-way-back' }
  | { readonly type: 'roll-back'; readonly plan: Plan }
  | { readonly type: 'confirm' }
  | { readonly type: 'verify' }
  | { readonly type: 'reboot' }
  | { readonly type: 'save-plan'; readonly plan: Plan }
  /** After the change that is being applied. */
  | { readonly type: 'stop' }
  /** The person's word to what the running plan asked. */
  | { readonly type: 'say'; readonly yes: boolean }
  | { readonly type: 'leave'; readonly outcome: Outcome };
