import type { Answers } from '../core/answers.ts';
import type { Check, Report } from '../core/check.ts';
import type { ErrorCode, ExitCode } from '../core/error.ts';
import type { Ask } from '../core/event.ts';
import type { Facts } from '../core/facts.ts';
import type { Plan } from '../core/plan.ts';
import type { Question } from '../core/question.ts';
import type { Stage } from '../core/stage.ts';
import type { DetailLine } from './details.ts';
import type { Progress } from './progress.ts';

/** All that a screen draws, as readonly data. React and the host are elsewhere. */
export interface Session {
  readonly screen: Screen;
  /** Said on every screen, for example that this is a rehearsal. */
  readonly banner?: string | undefined;
  /** Titles of the steps with a prompt, for the header. */
  readonly titles: readonly string[];
  readonly facts?: Facts | undefined;
  readonly answers?: Answers | undefined;
  /** Drawn over the screen. */
  readonly overlay?: Overlay | undefined;
  /** One line below the body: why a key did nothing, where a plan was saved. */
  readonly notice?: string | undefined;
  /** A plan failed in this session: it decides the exit code after a rollback. */
  readonly failed: boolean;
  /** A host that is set up is asked how it shall be from now on; what it lacks is looked up whenever it is read. */
  readonly again: boolean;
  /** Nobody is there any more: leave as soon as no change is being applied. */
  readonly hungUp: boolean;
}

export type Screen =
  | { readonly at: 'reading'; readonly topics: readonly string[]; readonly why: ReadingReason }
  | { readonly at: 'check'; readonly report: Report; readonly row: number; readonly kept: boolean }
  | StepScreen
  | ReviewScreen
  | RunningScreen
  | FailedScreen
  | { readonly at: 'done'; readonly report: Report; readonly row: number; readonly byHand: boolean }
  | { readonly at: 'crossroads'; readonly stage: Stage }
  | { readonly at: 'rebooting'; readonly goingDown: boolean }
  | { readonly at: 'verifying'; readonly kind: VerdictKind }
  | { readonly at: 'verdict'; readonly kind: VerdictKind; readonly report: Report; readonly row: number; readonly stage: Stage }
  | { readonly at: 'confirm' }
  | { readonly at: 'looking-back'; readonly back: Screen }
  | WayBackScreen
  | { readonly at: 'finished'; readonly what: RunKind; readonly title: string; readonly lines: readonly string[]; readonly code: ExitCode }
  | { readonly at: 'broken'; readonly problem: Problem; readonly again: 'read' | 'verify' | 'reboot' }
  | { readonly at: 'left' };

/** Why the host is being read: it decides where to go afterwards. */
export type ReadingReason = 'start' | 'check' | 'again' | 'after-setup' | 'after-reboot';

/** `verify`: after the trial boot. `health`: Xen is the default already. `foreign`: archxen did not set it up. */
export type VerdictKind = 'verify' | 'health' | 'foreign';

export interface StepScreen {
  readonly at: 'step';
  /** Index among the steps of the road. */
  readonly step: number;
  readonly title: string;
  readonly intro: string;
  readonly questions: readonly Question[];
  /** The prompt, the form of all other values, or one value of the form. */
  readonly view: { readonly kind: 'prompt' } | { readonly kind: 'form' } | { readonly kind: 'value'; readonly path: string };
  readonly problem?: string | undefined;
}

/** A plan to look at, with the details of one of its changes. */
export interface PlanView {
  readonly plan: Plan;
  readonly selected: number;
  readonly details: readonly DetailLine[];
  /** First line shown of the details. */
  readonly scroll: number;
}

export interface ReviewScreen {
  readonly at: 'review';
  /** Undefined: no plan could be made, and `problem` or `refused` says why. */
  readonly view?: PlanView | undefined;
  readonly refused: readonly Check[];
  readonly problem?: Problem | undefined;
}

export interface WayBackScreen {
  readonly at: 'way-back';
  readonly view: PlanView;
  /** Where Esc leads. */
  readonly back: Screen;
}

export type RunKind = 'setup' | 'rollback' | 'confirm';

export interface RunningScreen {
  readonly at: 'running';
  readonly what: RunKind;
  readonly progress: Progress;
  /** The person asked to stop after this change. */
  readonly stopping: boolean;
  /** Waits for the person's word. */
  readonly ask?: Ask | undefined;
}

export interface FailedScreen {
  readonly at: 'failed';
  readonly what: RunKind;
  readonly outcome: 'failed' | 'stopped' | 'rollback-incomplete';
  readonly progress: Progress;
  readonly problem?: Problem | undefined;
}

export type Overlay =
  | { readonly kind: 'help'; readonly title: string; readonly text: string }
  /** Stop after this change? */
  | { readonly kind: 'stop' }
  | { readonly kind: 'check'; readonly check: Check };

/** An ArchxenError as data. */
export interface Problem {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly path?: string | undefined;
  readonly lines: readonly string[];
}

/** How the wizard ended: what to print once the primary screen is back, and the exit code. */
export interface Outcome {
  readonly code: ExitCode;
  readonly words: readonly string[];
}
