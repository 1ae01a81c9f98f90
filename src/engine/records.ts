import type { Left } from '../changes/made-files.ts';
import type { Change } from '../core/change.ts';
import type { Json } from '../core/json.ts';
import type { Plan } from '../core/plan.ts';

/**
 * The records of a journal, one file a run: /var/lib/archxen/journal/<run>.jsonl. A run starts with its first plan;
 * confirming and rolling back are further plans of the same run. Every later version must read these.
 */
export type JournalRecord =
  | {
      readonly type: 'plan';
      readonly run: string;
      readonly plan: Plan;
      readonly at: number;
      readonly bootId: string;
      readonly version: string;
    }
  /** Written and fsynced before the change is applied; `back` leads to what was there. */
  | { readonly type: 'begin'; readonly plan: string; readonly index: number; readonly back: readonly Change[] }
  /** `left`: of files that a program made. Records of older versions have none. */
  | {
      readonly type: 'done';
      readonly plan: string;
      readonly index: number;
      readonly changed: boolean;
      readonly left?: Left | undefined;
    }
  | {
      readonly type: 'end';
      readonly plan: string;
      readonly outcome: 'applied' | 'failed' | 'stopped' | 'rolled-back' | 'rollback-incomplete';
      readonly at: number;
      readonly bootId: string;
    }
  /** Something that happened to the host on the road: `armed`, `verified`, `red`, `confirmed`, `fell-back`. */
  | { readonly type: 'mark'; readonly name: MarkName; readonly at: number; readonly bootId: string; readonly detail?: Json | undefined };

export type MarkName = 'armed' | 'verified' | 'red' | 'confirmed' | 'fell-back';

/** A run as its journal tells it. */
export interface Run {
  readonly id: string;
  readonly path: string;
  readonly plans: readonly RunPlan[];
  readonly marks: readonly Extract<JournalRecord, { type: 'mark' }>[];
  /** A torn last record was found and ignored: power was lost while it was written. */
  readonly torn: boolean;
}

export interface RunPlan {
  readonly plan: Plan;
  readonly at: number;
  readonly bootId: string;
  /** By index of the change. */
  readonly begun: ReadonlyMap<number, readonly Change[]>;
  readonly done: ReadonlySet<number>;
  /** What programs left, by index of the change. */
  readonly left?: ReadonlyMap<number, Left | undefined>;
  readonly end?: Extract<JournalRecord, { type: 'end' }> | undefined;
}
