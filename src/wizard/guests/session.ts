import type { Json } from '../../core/json.ts';
import type { Question } from '../../core/question.ts';
import type { GuestDraft } from '../../domu/guest.ts';
import type { GuestRow } from '../../domu/guest-list.ts';

/** What the guests' screen shows, as data. */
export interface GuestsSession {
  readonly banner?: string | undefined;
  /** undefined: not read yet. */
  readonly rows: readonly GuestRow[] | undefined;
  /** Name of the marked guest: rows come and go. */
  readonly marked: string | undefined;
  readonly notice?: string | undefined;
  readonly view: GuestsView;
}

export type GuestsView =
  | { readonly at: 'list' }
  | { readonly at: 'help' }
  /** Before what cannot be taken back. */
  | { readonly at: 'confirm'; readonly name: string; readonly verb: string; readonly words: string }
  /** A line to type: the new name of a clone, a setting to change. */
  | { readonly at: 'typing'; readonly title: string; readonly example: string; readonly words: readonly string[]; readonly value: string }
  | TaskView
  | CreateView
  /** The terminal is handed over to a console. */
  | { readonly at: 'console'; readonly name: string }
  | { readonly at: 'left' };

export interface TaskView {
  readonly at: 'task';
  readonly title: string;
  readonly lines: readonly string[];
  /** Lines that were scrolled back. */
  readonly scroll: number;
  /** What it waits for an answer to. */
  readonly question?: string | undefined;
  /** It has ended, with this exit code. */
  readonly exit?: number | undefined;
}

export interface CreateView {
  readonly at: 'create';
  readonly answers: GuestDraft;
  readonly questions: readonly Question[];
  /** Which of the prompts is asked; `form`: the other values; a path: one of these. */
  readonly step: number | 'form' | { readonly path: string };
  /** Where the form leads back to. */
  readonly back: number;
  readonly problem?: string | undefined;
  readonly waiting: boolean;
}

export type GuestsAction =
  | { readonly type: 'rows'; readonly rows: readonly GuestRow[] }
  | { readonly type: 'failed'; readonly words: string }
  | { readonly type: 'move'; readonly by: number }
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'yes' | 'back' | 'enter' | 'form' | 'accept-form' }
  | { readonly type: 'typed'; readonly text: string }
  | { readonly type: 'answer'; readonly path: string; readonly value: Json }
  | { readonly type: 'open-value'; readonly path: string }
  | { readonly type: 'asked'; readonly questions: readonly Question[]; readonly answers: GuestDraft }
  | { readonly type: 'problem'; readonly words: string }
  | { readonly type: 'line'; readonly line: string }
  | { readonly type: 'question'; readonly question: string }
  | { readonly type: 'reply'; readonly text: string }
  | { readonly type: 'ended'; readonly exit: number }
  | { readonly type: 'console-left'; readonly words: string }
  | { readonly type: 'leave' };

export type GuestsEffect =
  | { readonly type: 'refresh' }
  | { readonly type: 'run'; readonly words: readonly string[] }
  | { readonly type: 'create'; readonly answers: GuestDraft }
  | { readonly type: 'questions'; readonly answers: GuestDraft }
  | { readonly type: 'answer'; readonly answers: GuestDraft; readonly path: string; readonly value: Json }
  | { readonly type: 'reply'; readonly text: string }
  | { readonly type: 'stop-task' };

export interface GuestsNext {
  readonly session: GuestsSession;
  readonly effects: readonly GuestsEffect[];
}

export const markedRow = ({ rows, marked }: GuestsSession): GuestRow | undefined => rows?.find(({ name }) => name === marked);
export const prompts = (questions: readonly Question[]): readonly Question[] => questions.filter(({ advanced }) => !advanced);
export const otherValues = (questions: readonly Question[]): readonly Question[] => questions.filter(({ advanced }) => advanced);
