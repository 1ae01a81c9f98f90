import type { Facts } from '../core/facts.ts';
import type { Stage } from '../core/stage.ts';
import type { MarkName, Run, RunPlan } from '../engine/records.ts';

/** Where the host stands, from its journal (the run that is not yet rolled back, if any) and its facts. */
export function stageOf(run: Run | undefined, facts: Facts): Stage {
  const last = run?.plans.at(-1);
  if (run === undefined || last === undefined) return facts.xen.dom0 ? { at: 'foreign-xen' } : { at: 'fresh' };
  if (isOpen(last)) return interrupted(last);
  if (last.plan.purpose === 'rollback') return facts.xen.dom0 ? { at: 'foreign-xen' } : { at: 'fresh' };

  const confirmed = run.plans.some((each) => each.plan.purpose === 'confirm' && each.end?.outcome === 'applied');
  if (facts.xen.dom0) {
    if (confirmed) return { at: 'confirmed' };
    return { at: lastVerdict(run, facts.os.bootId) === 'verified' ? 'verified' : 'in-dom0' };
  }
  if (confirmed) return { at: 'confirmed-but-linux' };
  const armed = run.marks.findLast((mark) => mark.name === 'armed');
  if (armed !== undefined && armed.bootId !== facts.os.bootId) return fellBack(run, facts);
  return { at: 'armed' };
}

const isOpen = (plan: RunPlan): boolean =>
  plan.end === undefined || plan.end.outcome === 'failed' || plan.end.outcome === 'stopped' || plan.end.outcome === 'rollback-incomplete';

const interrupted = (plan: RunPlan): Stage => ({
  at: 'interrupted',
  done: plan.done.size,
  total: plan.plan.changes.length,
  rollback: plan.plan.purpose === 'rollback',
  failed: plan.end?.outcome === 'failed' || plan.end?.outcome === 'rollback-incomplete',
});

const lastVerdict = (run: Run, bootId: string): MarkName | undefined =>
  run.marks.findLast((mark) => mark.bootId === bootId && (mark.name === 'verified' || mark.name === 'red'))?.name;

/** Linux came up although Xen was armed. What is known of why. */
function fellBack(run: Run, facts: Facts): Stage {
  const red = run.marks.findLast((mark) => mark.name === 'red');
  const evidence: string[] = [];
  if (facts.boot.efi.loaderEntryOneShot !== undefined) {
    evidence.push(`LoaderEntryOneShot is still "${facts.boot.efi.loaderEntryOneShot}": the boot loader has not read it`);
    return { at: 'fell-back', why: 'The boot loader did not take the one-time entry; the machine started Linux directly.', evidence };
  }
  if (facts.boot.efi.loaderEntrySelected !== undefined)
    evidence.push(`this boot was started by the entry "${facts.boot.efi.loaderEntrySelected}"`);
  if (facts.boot.efi.bootNext !== undefined) {
    evidence.push(`BootNext is still ${facts.boot.efi.bootNext}: the firmware has not read it`);
    return { at: 'fell-back', why: 'The firmware did not take BootNext; it started Linux by BootOrder.', evidence };
  }
  if (facts.boot.grubenv?.variables['next_entry']) {
    evidence.push(`grubenv still says next_entry=${facts.boot.grubenv.variables['next_entry']}`);
    return { at: 'fell-back', why: 'GRUB did not take the one-time entry, or could not clear it.', evidence };
  }
  const setup = run.plans.find((each) => each.plan.purpose === 'setup');
  if (setup?.plan.answers?.boot.trial === 'by-hand') {
    return { at: 'fell-back', why: 'Linux was started again: the Xen entry has to be picked by hand in the boot menu.', evidence };
  }
  if (red !== undefined) evidence.push('an earlier boot into Xen was verified, and some checks failed');
  return {
    at: 'fell-back',
    why: 'The one-time Xen entry was used up, but Linux is running: Xen or dom0 stopped during its boot and the machine restarted by itself.',
    evidence,
  };
}
