import { planOrder } from '../../steps/host/index.ts';
import { armedAlready } from '../bootloaders/armed-already.ts';
import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { makePlan, type Plan } from '../core/plan.ts';

/** The plan that sets this host up as the answers say; without changes when it is so already. */
export function setupPlan(facts: Facts, answers: Answers): Plan {
  const byStep = planOrder.map((step) => ({ id: step.id, changes: step.changes(facts, answers) }));
  const all = byStep.flatMap(({ changes }) => changes);
  const armed = all.length === 0 && answers.boot.trial === 'once' ? { disarm: [] } : armedAlready(facts, answers);
  const wanted = all.find((change) => change.kind === 'boot-once');
  const once = wanted ?? armed.arm;
  const esp = facts.boot.esp?.mount;
  return makePlan({
    purpose: 'setup',
    answers,
    // Disarmed first, armed last of all: a run that stops half-way leads back into Linux.
    changes: [...armed.disarm, ...all.filter((change) => change !== wanted), ...(once === undefined ? [] : [once])],
    reboot: reboot(facts, byStep, once),
    ...(esp !== undefined && esp !== '/boot' && { bootVolumes: [esp] }),
  });
}

type OfStep = { readonly id: string; readonly changes: readonly Change[] };

/** A new Xen and new boot entries count only after a boot; and while Xen does not run, nothing can be verified. */
function reboot({ xen }: Facts, byStep: readonly OfStep[], once: Change | undefined): Plan['reboot'] {
  const needed = byStep.some(
    ({ id, changes }) => changes.length > 0 && (!xen.dom0 || id === 'boot' || changes.some((change) => change.id === 'build.xen')),
  );
  const entry = once?.kind === 'boot-once' ? once.entry : null;
  return entry === null ? { needed } : { needed, entry };
}
