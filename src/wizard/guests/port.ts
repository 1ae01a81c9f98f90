import type { Json } from '../../core/json.ts';
import type { Question } from '../../core/question.ts';
import type { GuestDraft } from '../../domu/guest.ts';
import type { GuestRow } from '../../domu/guest-list.ts';

/** How a running task reaches the person. */
export interface TaskHands {
  readonly say: (line: string) => void;
  /** A question with its usual answer in brackets; undefined: nobody answers any more. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

/** What the guests' screen can have done. src/cli/ implements it by the verbs of `archxen domu`. */
export interface GuestsPort {
  readonly banner?: string | undefined;
  readonly list: () => Promise<readonly GuestRow[]>;
  /** Runs `archxen domu WORDS`; gives the exit code. Never rejects: what fails is said. */
  readonly run: (words: readonly string[], hands: TaskHands) => Promise<number>;
  /** Makes the guest of the answers; asks for agreement to its plan. */
  readonly create: (answers: GuestDraft, hands: TaskHands) => Promise<number>;
  /** The questions as they stand with these answers. */
  readonly questions: (answers: GuestDraft) => Promise<readonly Question[]>;
  /** The answers with one more; a problem when it leads to no guest. */
  readonly answer: (
    answers: GuestDraft,
    path: string,
    value: Json,
  ) => Promise<{ readonly answers: GuestDraft } | { readonly problem: string }>;
  /** The console of a guest on this terminal, until it is left. */
  readonly console: (name: string) => Promise<string>;
}
