import type { Change } from '../core/change.ts';
import type { Ask, WorkProgress } from '../core/event.ts';
import type { System } from '../system/port.ts';
import type { FileState } from './file-state.ts';

/** What a doer may use while it applies a change. */
export interface DoContext {
  readonly system: System;
  readonly log: (line: string) => void;
  readonly phase: (phase: string) => void;
  /** How far a long change is; as often as it likes, what is drawn is decided elsewhere. */
  readonly progress: (progress: WorkProgress) => void;
  readonly warn: (message: string) => void;
  /** Asks the person; without one, the caller decides by what it read back. */
  readonly ask: (ask: Ask) => Promise<boolean>;
  /** Keeps a copy of a file that somebody edited, before it goes; gives the path of the copy. */
  readonly keepEdited: (path: string, state: Extract<FileState, { type: 'file' | 'link' }>) => Promise<string>;
  readonly signal: AbortSignal;
  /** A former process began this change, or may have, and may have been cut off in the middle of it. */
  readonly begun: boolean;
  /** Where the full output of long commands goes: /var/log/archxen/<name>.log. */
  readonly logPath: (name: string) => string;
}

/** How a kind of change looks to a person, exactly as it will be done. */
export interface Description {
  /** Commands as argv. */
  readonly commands: readonly (readonly string[])[];
  /** Files written or removed; `after: null` removes. Texts only; others are named with their size. */
  readonly files: readonly { readonly path: string; readonly after: string | null; readonly note?: string | undefined }[];
  /** Further lines: what it waits for, when it takes itself back. */
  readonly notes: readonly string[];
}

/** Applies one kind of change through a System, and knows its way back as further changes. */
export interface Doer<C extends Change> {
  readonly describe: (change: C) => Description;
  /**
   * The changes that lead back to what is there now, in the order in which to apply them. Read before applying and
   * written to the journal, so it must not depend on anything that happens later. It may store a backup.
   */
  readonly inverse: (change: C, system: System) => Promise<readonly Change[]>;
  /** Brings the host to the target; false when it was there already. Must be safe to run again after a crash. */
  readonly apply: (change: C, context: DoContext) => Promise<boolean>;
  /** Reads the target back: undefined when it holds, else what does not. */
  readonly verify: (change: C, system: System) => Promise<string | undefined>;
}
