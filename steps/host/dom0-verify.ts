import type { Answers } from '../../src/core/answers.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { autoballoonOn } from './autoballoon.ts';
import { fail, pass, unknown, warn } from './finding.ts';

/** Xen rounds to its own page sizes, and dom0's kernel gives some pages back. */
const tolerance = (askedMiB: number): number => Math.max(64, askedMiB * 0.05);

/** Has dom0 the memory and the CPUs that were asked for? */
export function dom0Verify(facts: Facts, { dom0: asked }: Answers): readonly Check[] {
  const domain = facts.xen.domains?.find(({ id }) => id === 0);
  const evidence = ['xl list'];
  if (domain === undefined) {
    return [unknown('dom0.size', 'dom0', 'its size is not known without xl list', { hint: 'See the check xl list above.' })];
  }
  const memory =
    Math.abs(domain.memoryMiB - asked.memoryMiB) <= tolerance(asked.memoryMiB)
      ? pass('dom0.memory', 'dom0 memory', `${domain.memoryMiB} MiB, asked for ${asked.memoryMiB}`, { evidence })
      : fail('dom0.memory', 'dom0 memory', `${domain.memoryMiB} MiB, asked for ${asked.memoryMiB}`, {
          reason: 'dom0_mem= is not as planned, or guests took memory from dom0',
          hint: 'Look at dom0_mem= in xl info (xen_commandline).',
          evidence: [...evidence, facts.xen.commandLine ?? ''],
        });
  const cpus =
    domain.vcpus === asked.vcpus
      ? pass('dom0.vcpus', 'dom0 CPUs', `${domain.vcpus} vCPUs, as asked for`, { evidence })
      : fail('dom0.vcpus', 'dom0 CPUs', `${domain.vcpus} vCPUs, asked for ${asked.vcpus}`, {
          hint: 'Look at dom0_max_vcpus= in xl info (xen_commandline).',
          evidence: [...evidence, facts.xen.commandLine ?? ''],
        });
  return [memory, cpus, ...(autoballoonOn(facts) ? [ballooning] : [])];
}

const ballooning: Check = warn('dom0.autoballoon', 'dom0 memory', 'autoballoon is on in /etc/xen/xl.conf', {
  reason: 'each new guest takes memory away from dom0',
  hint: 'Set autoballoon="auto" there.',
});
