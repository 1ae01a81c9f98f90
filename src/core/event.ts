import type { Change } from './change.ts';
import type { ErrorCode } from './error.ts';

/** What the engine tells while it applies a plan. Screens, line mode and --json draw the same events. */
export type EngineEvent =
  | { readonly type: 'begin'; readonly index: number; readonly total: number; readonly change: Change }
  /** A line of a command's output, or what it is doing now. */
  | { readonly type: 'log'; readonly index: number; readonly line: string }
  | { readonly type: 'phase'; readonly index: number; readonly phase: string }
  | ({ readonly type: 'progress'; readonly index: number } & WorkProgress)
  | { readonly type: 'done'; readonly index: number; readonly changed: boolean }
  | { readonly type: 'warn'; readonly index: number; readonly message: string }
  | {
      readonly type: 'failed';
      readonly index: number;
      readonly code: ErrorCode;
      readonly message: string;
      readonly hint?: string | undefined;
      readonly logPath?: string | undefined;
      readonly lines: readonly string[];
    }
  | { readonly type: 'end'; readonly outcome: 'applied' | 'failed' | 'stopped' | 'rolled-back' | 'rollback-incomplete' };

/** How far a long change is, told by what the last one of its kind took on this host. */
export interface WorkProgress {
  /** 0 to 1; undefined: none of its kind ended well here before. */
  readonly fraction?: number | undefined;
  /** What the last one took in all. */
  readonly expectedSeconds?: number | undefined;
  /** What it works on now, in a few words (a source file). */
  readonly item?: string | undefined;
}

/** Something that only the person can say while a change is being applied. */
export interface Ask {
  readonly kind: 'keep-network';
  readonly message: string;
  readonly deadline: number;
  /**
   * Listens a while for whoever is connected by ssh over the uplink: did anything come since the change? Undefined: there was no such
   * connection before it. For when there is no person to ask.
   */
  readonly heard?: (() => Promise<boolean | undefined>) | undefined;
}
