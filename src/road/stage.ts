import { whyNotAsBooted } from '../bootloaders/as-booted.ts';
import { bootLoaders } from '../bootloaders/index.ts';
import { linuxFirstWords } from '../bootloaders/words.ts';
import type { Facts } from '../core/facts.ts';
import { isUpkeep, type Plan } from '../core/plan.ts';
import type { Stage } from '../core/stage.ts';
import type { Run, RunPlan } from '../engine/records.ts';
import { answersOfRun } from '../engine/way-back.ts';
import { fellBack, texts } from './fell-back.ts';
import { leavesOnRed } from './trial.ts';

/** Where the host stands, from its journal (the run that is not yet rolled back, if any) and its facts. */
export function stageOf(run: Run | undefined, facts: Facts): Stage {
  const last = run?.plans.findLast(({ plan }) => !isUpkeep(plan));
  if (run === undefined || last === undefined) return facts.xen.dom0 ? { at: 'foreign-xen' } : { at: 'fresh' };
  if (isOpen(last)) return interrupted(last);
  if (last.plan.purpose === 'rollback') return facts.xen.dom0 ? { at: 'foreign-xen' } : { at: 'fresh' };

  const again = lastApplied(run, ({ changes }) => changes.some(({ id }) => id === linuxFirstWords.id));
  const confirmed = lastApplied(run, ({ purpose }) => purpose === 'confirm') > again;
  // The journal says what was confirmed, and the boot loader what is the default now.
  const isDefault = xenIsDefault(run, facts);
  if (confirmed && !facts.xen.dom0) return { at: 'confirmed-but-linux', ...(isDefault === false && { linuxIsDefault: true }) };
  if (confirmed && isDefault !== false) return { at: 'confirmed' };
  return { ...unconfirmed(run, facts, again), ...(isDefault === true && { xenIsDefault: true }) };
}

/** `again`: the place of the plan that put a confirmed Xen on trial once more. */
function unconfirmed(run: Run, facts: Facts, again: number): Stage {
  if (facts.xen.dom0) {
    // What this boot was judged to be says nothing of what the next one starts.
    if (run.plans[again]?.bootId === facts.os.bootId) return { at: 'armed' };
    const verdict = lastVerdict(run, facts.os.bootId);
    if (verdict?.name === 'verified') return { at: 'verified', untried: untriedNow(run, facts) };
    return verdict === undefined
      ? { at: 'in-dom0', untried: untriedNow(run, facts) }
      : { at: 'in-dom0', red: { found: texts(verdict.detail), restarts: restartsOnRed(run, facts) } };
  }
  const armed = run.marks.findLast((mark) => mark.name === 'armed');
  if (armed !== undefined && armed.bootId !== facts.os.bootId) return fellBack(run, facts);
  return { at: 'armed' };
}

/** Undefined: archxen does not touch the boot path of this host. */
function xenIsDefault(run: Run, facts: Facts): boolean | undefined {
  const answers = answersOfRun(run);
  if (answers === null || answers.boot.loader === 'none') return undefined;
  return bootLoaders[answers.boot.loader].xenIsDefault(facts, answers);
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

function untriedNow(run: Run, facts: Facts): string | undefined {
  if (run.plans.some((plan) => plan.bootId === facts.os.bootId && changesTheEntry(plan)))
    return 'What the entry of Xen starts was changed in this boot, and has not booted yet.';
  const answers = answersOfRun(run);
  return answers === null ? undefined : whyNotAsBooted(facts, answers);
}

const changesTheEntry = ({ plan: { purpose, changes }, done }: RunPlan): boolean =>
  purpose === 'setup' && changes.some(({ id, kind }, index) => id.startsWith('boot.') && kind !== 'boot-once' && done.has(index));

/** As answered, and once for a trial. */
function restartsOnRed(run: Run, facts: Facts): boolean {
  const answers = answersOfRun(run);
  const since = run.marks.slice(run.marks.findLastIndex(({ name }) => name === 'armed') + 1);
  const leaves = answers !== null && answers.boot.loader !== 'none' && leavesOnRed(facts, answers);
  return leaves && !since.some(({ name }) => name === 'fell-back');
}
