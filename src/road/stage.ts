import { whyNotAsBooted } from '../bootloaders/as-booted.ts';
import { linuxFirstWords } from '../bootloaders/words.ts';
import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { isUpkeep, type Plan } from '../core/plan.ts';
import type { Stage } from '../core/stage.ts';
import type { Run, RunPlan } from '../engine/records.ts';
import { fellBack, texts } from './fell-back.ts';

/** Where the host stands, from its journal (the run that is not yet rolled back, if any) and its facts. */
export function stageOf(run: Run | undefined, facts: Facts): Stage {
  const last = run?.plans.findLast(({ plan }) => !isUpkeep(plan));
  if (run === undefined || last === undefined) return facts.xen.dom0 ? { at: 'foreign-xen' } : { at: 'fresh' };
  if (isOpen(last)) return interrupted(last);
  if (last.plan.purpose === 'rollback') return facts.xen.dom0 ? { at: 'foreign-xen' } : { at: 'fresh' };

  const confirmed = lastApplied(run, ({ purpose }) => purpose === 'confirm');
  const again = lastApplied(run, ({ changes }) => changes.some(({ id }) => id === linuxFirstWords.id));
  if (facts.xen.dom0) {
    if (confirmed > again) return { at: 'confirmed' };
    // What this boot was judged to be says nothing of what the next one starts.
    if (run.plans[again]?.bootId === facts.os.bootId) return { at: 'armed' };
    const verdict = lastVerdict(run, facts.os.bootId);
    if (verdict?.name === 'verified') return { at: 'verified', untried: untriedNow(run, facts) };
    return verdict === undefined
      ? { at: 'in-dom0' }
      : { at: 'in-dom0', red: { found: texts(verdict.detail), restarts: restartsOnRed(run) } };
  }
  if (confirmed > again) return { at: 'confirmed-but-linux' };
  const armed = run.marks.findLast((mark) => mark.name === 'armed');
  if (armed !== undefined && armed.bootId !== facts.os.bootId) return fellBack(run, facts);
  return { at: 'armed' };
}

/** Its place among the run's plans; -1: none. */
const lastApplied = (run: Run, is: (plan: Plan) => boolean): number =>
  run.plans.findLastIndex(({ plan, end }) => end?.outcome === 'applied' && is(plan));

const isOpen = (plan: RunPlan): boolean =>
  plan.end === undefined || plan.end.outcome === 'failed' || plan.end.outcome === 'stopped' || plan.end.outcome === 'rollback-incomplete';

const interrupted = (plan: RunPlan): Stage => ({
  at: 'interrupted',
  done: plan.done.size,
  total: plan.plan.changes.length,
  rollback: plan.plan.purpose === 'rollback',
  failed: plan.end?.outcome === 'failed' || plan.end?.outcome === 'rollback-incomplete',
});

const lastVerdict = (run: Run, bootId: string): Run['marks'][number] | undefined =>
  run.marks.findLast((mark) => mark.bootId === bootId && (mark.name === 'verified' || mark.name === 'red'));

const answered = (run: Run): Answers | undefined => run.plans.findLast(({ plan }) => plan.answers !== null)?.plan.answers ?? undefined;

function untriedNow(run: Run, facts: Facts): string | undefined {
  const answers = answered(run);
  return answers && whyNotAsBooted(facts, answers);
}

/** As answered, and once for a trial. */
function restartsOnRed(run: Run): boolean {
  const boot = answered(run)?.boot;
  const since = run.marks.slice(run.marks.findLastIndex(({ name }) => name === 'armed') + 1);
  return boot !== undefined && boot.loader !== 'none' && boot.onRed !== 'stay' && !since.some(({ name }) => name === 'fell-back');
}
