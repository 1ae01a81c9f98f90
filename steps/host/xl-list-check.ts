import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { cut, fail, noteOf, pass, unknown } from './finding.ts';

const id = 'xen.list';
const title = 'xl list';

/** Does xl answer, and does it show Domain-0? */
export function xlListCheck(facts: Facts): Check {
  const { running, domains, listError } = facts.xen;
  if (!running) return unknown(id, title, 'not judged without Xen');
  if (domains === undefined) return failed(facts, listError ?? noteOf(facts, 'xen.domains') ?? '');
  const zero = domains.find((domain) => domain.id === 0);
  const evidence = ['xl list'];
  if (zero !== undefined) return pass(id, title, cut(`${zero.name}, ${zero.memoryMiB} MiB, ${zero.vcpus} vCPUs`, 46), { evidence });
  return fail(id, title, 'it shows no Domain-0', {
    reason: "dom0's own entries in xenstore are missing",
    hint: 'Run systemctl start xen-init-dom0.service, then archxen verify.',
    evidence,
  });
}

/** The known failures with their causes, the most telling first. */
function failed(facts: Facts, said: string): Check {
  const evidence = ['xl list', ...said.split('\n').filter(Boolean)];
  const privcmd = /privileged command interface|libxl_ctx_alloc|cannot open libxc handle|\/proc\/xen is not mounted/.test(said);
  if (/permission denied/i.test(said)) {
    return facts.session.uid === 0
      ? fail(id, title, 'Xen refuses the tools', {
          reason: 'xl and the running Xen have different versions: xen was upgraded without a reboot',
          hint: 'Reboot into the new Xen.',
          evidence,
        })
      : fail(id, title, 'xl needs root', { hint: 'Run sudo archxen verify.', evidence });
  }
  // "xl list complains about libxl", the wiki calls it: Xen runs, but xl cannot reach it.
  if (privcmd || !facts.xen.dom0) {
    return fail(id, title, 'xl complains about libxl', {
      reason: '/proc/xen is not mounted, or the module xen-privcmd is missing',
      hint: 'Run systemctl start proc-xen.mount and modprobe xen-privcmd. If modprobe finds no module, the kernel was upgraded: reboot.',
      evidence,
    });
  }
  const xenstored = facts.units['xenstored.service']?.active;
  if (xenstored !== 'active') {
    return fail(id, title, 'xenstored does not run, xl would hang', {
      reason: `xenstored.service is ${xenstored ?? 'not known'}`,
      hint: 'See journalctl -b -u xenstored. It cannot be restarted under a running Xen: reboot.',
      evidence: [...evidence, 'systemctl show xenstored.service'],
    });
  }
  return fail(id, title, cut(said.split('\n')[0] || 'it gave no answer', 46), {
    reason: 'xl could not read the domains',
    hint: 'Run xl list as root, and see journalctl -b -u xenstored -u xen-init-dom0.',
    evidence,
  });
}
