import type { Left } from '../changes/made-files.ts';
import type { Change } from '../core/change.ts';
import { corrupt } from './journal-text.ts';
import type { JournalRecord, Run, RunPlan } from './records.ts';

interface Open {
  readonly plan: Extract<JournalRecord, { type: 'plan' }>;
  readonly begun: Map<number, readonly Change[]>;
  readonly done: Set<number>;
  readonly left: Map<number, Left | undefined>;
  end?: Extract<JournalRecord, { type: 'end' }> | undefined;
}

/**
 * The records of a journal as a run. A record that speaks of a plan means the last one with that digest; one that speaks of
 * a plan or a change that was never begun means that a line between is missing: `journal-corrupt`.
 */
export function foldRun(id: string, path: string, records: readonly JournalRecord[], torn: boolean): Run {
  const plans: Open[] = [];
  const marks: Extract<JournalRecord, { type: 'mark' }>[] = [];
  for (const [at, record] of records.entries()) {
    if (record.type === 'mark') marks.push(record);
    else if (record.type === 'plan') plans.push({ plan: record, begun: new Map(), done: new Set(), left: new Map() });
    else {
      const open = plans.findLast(({ plan }) => plan.plan.sha256 === record.plan);
      if (open === undefined) throw corrupt(path, at + 1, 'it speaks of a plan that is not there');
      // Work after an end means that the plan was gone on with.
      open.end = record.type === 'end' ? record : undefined;
      if (record.type === 'begin') open.begun.set(record.index, record.back);
      else if (record.type === 'done' && !open.begun.has(record.index)) {
        throw corrupt(path, at + 1, `it ends change ${record.index}, which was never begun`);
      } else if (record.type === 'done') {
        open.done.add(record.index);
        open.left.set(record.index, record.left);
      }
    }
  }
  return { id, path, plans: plans.map(runPlan), marks, torn };
}

const runPlan = ({ plan: { plan, at, bootId }, begun, done, left, end }: Open): RunPlan => ({ plan, at, bootId, begun, done, left, end });
