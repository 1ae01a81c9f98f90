import type { Answers } from '../../src/core/answers.ts';
import type { Check, Report } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fail, pass, unknown } from './finding.ts';
import { hostSteps } from './index.ts';
import { xlListCheck } from './xl-list-check.ts';

/** Steps whose findings mean nothing while Xen does not run. */
const needXen: readonly string[] = ['guests', 'dom0', 'services'];

/** The health of a host after the reboot: really Xen, really dom0, and then each step as it was asked for. */
export function verifyReport(facts: Facts, answers: Answers): Report {
  const first = [running(facts), dom0(facts), xlListCheck(facts)];
  const rest = hostSteps.flatMap((step): readonly Check[] => {
    if (facts.xen.running || !needXen.includes(step.id)) return step.verify(facts, answers);
    return [unknown(step.id, step.title, 'not judged without Xen')];
  });
  return { v: 1, kind: 'verify', checks: [...first, ...rest] };
}

function running({ xen, os }: Facts): Check {
  const evidence = ['/sys/hypervisor/type'];
  if (xen.running) return pass('xen.running', 'Xen', `${xen.version === undefined ? 'Xen' : `Xen ${xen.version}`} runs`, { evidence });
  return fail('xen.running', 'Xen', 'plain Linux was booted, not Xen', {
    reason: `Linux ${os.kernelRelease} sees no hypervisor`,
    hint: 'Choose the Xen entry in the boot menu. If it was tried and Linux came back, run archxen status.',
    evidence,
  });
}

function dom0({ xen }: Facts): Check {
  const evidence = ['/proc/xen/capabilities'];
  if (!xen.running) return unknown('xen.dom0', 'dom0', 'not judged without Xen');
  if (xen.dom0) return pass('xen.dom0', 'dom0', 'this Linux is dom0 (control_d)', { evidence });
  if (xen.guest) {
    return fail('xen.dom0', 'dom0', 'this Linux is a guest of Xen', {
      reason: '/proc/xen/capabilities has no control_d',
      hint: 'Run archxen on the host beneath.',
      evidence,
    });
  }
  return fail('xen.dom0', 'dom0', '/proc/xen is not mounted', {
    reason: 'without it nothing can talk to Xen',
    hint: 'Run systemctl start proc-xen.mount, then archxen verify.',
    evidence,
  });
}
