import type { Answers } from '../../src/core/answers.ts';
import type { Change } from '../../src/core/change.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fileChange } from '../../src/core/file-change.ts';
import type { Step } from '../../src/core/step.ts';
import { setXlKey } from '../../src/formats/xl-cfg.ts';
import { autoballoonOn, xlConf } from './autoballoon.ts';
import { dom0Default, dom0Presets, leastForGuestsMiB } from './dom0-presets.ts';
import { dom0Verify } from './dom0-verify.ts';
import { fail, gib, pass, warn } from './finding.ts';

const help = `dom0 is this Arch Linux, once Xen runs beneath it. What it gets here is
taken from the host for good; the rest is for guests.

A fixed size is best: without one dom0 starts with everything and has to
give memory back for each guest. 1 to 4 GiB do for a server, and more with
many HVM guests, as each has a device model in dom0. A desktop in dom0
needs 4 GiB and more.

It can be changed later: archxen, "Change the set-up", and a reboot.`;

/** Where the host's memory is less, a dom0 and guests are cramped. */
const comfortableHostMiB = 4096;

/** This step: memory and virtual CPUs of dom0. They reach Xen by its command line, which the boot step writes. */
export const dom0Step: Step<'dom0'> = {
  id: 'dom0',
  title: 'dom0',
  intro: (facts) => `The host has ${gib(facts.memory.totalMiB)} and ${cpus(facts)} CPUs. How much of it shall this Linux keep as dom0?`,
  questions: (facts, { dom0 }) => [
    { kind: 'select', path: 'dom0', title: 'Memory and CPUs of dom0', help, options: dom0Presets(facts, dom0), value: { ...dom0 } },
    {
      kind: 'number',
      path: 'dom0.memoryMiB',
      title: 'Memory of dom0',
      help,
      advanced: true,
      minimum: 512,
      maximum: Math.max(512, facts.memory.totalMiB - leastForGuestsMiB),
      unit: 'MiB',
      value: dom0.memoryMiB,
    },
    {
      kind: 'number',
      path: 'dom0.vcpus',
      title: 'Virtual CPUs of dom0',
      help: 'dom0 does the disk and network work of all guests. 2 to 4 are usual; it may\nhave as many as there are CPUs, and shares them with the guests.',
      advanced: true,
      minimum: 1,
      maximum: cpus(facts),
      unit: 'vCPUs',
      value: dom0.vcpus,
    },
  ],
  defaults: dom0Default,
  check,
  changes,
  verify: dom0Verify,
};

const cpus = (facts: Facts): number => Math.max(1, facts.xen.cpus ?? facts.cpu.count);

function check(facts: Facts, { dom0 }: Answers): readonly Check[] {
  const total = facts.memory.totalMiB;
  const left = total - dom0.memoryMiB;
  const checks: Check[] = [];
  if (left < leastForGuestsMiB) {
    checks.push(
      fail('dom0.memory', 'dom0 memory', `${dom0.memoryMiB} of ${total} MiB leave none for guests`, {
        reason: `at least ${leastForGuestsMiB} MiB must be left for Xen and guests`,
        hint: `Choose at most ${Math.max(512, total - leastForGuestsMiB)} MiB.`,
      }),
    );
  } else if (total < comfortableHostMiB) {
    checks.push(warn('dom0.memory', 'dom0 memory', `the host has ${gib(total)} in all`, { reason: 'there is room for small guests only' }));
  } else checks.push(pass('dom0.memory', 'dom0 memory', `${gib(dom0.memoryMiB)} for dom0, ${gib(left)} for guests`));
  if (dom0.vcpus > cpus(facts)) {
    checks.push(
      fail('dom0.vcpus', 'dom0 CPUs', `${dom0.vcpus} vCPUs, the host has ${cpus(facts)} CPUs`, { hint: `Choose at most ${cpus(facts)}.` }),
    );
  }
  return checks;
}

/**
 * xl's own default, `autoballoon="auto"`, leaves dom0 alone once Xen was given dom0_mem=, which the boot entry does. The
 * file as shipped has it commented out, so only a host where somebody turned it on needs a change (xl.conf(5)).
 */
function changes(facts: Facts): readonly Change[] {
  const text = facts.files[xlConf]?.text;
  if (text === undefined || !autoballoonOn(facts)) return [];
  return fileChange(facts, {
    id: 'dom0.autoballoon',
    title: 'Let dom0 keep its memory when guests start',
    why: 'with autoballoon on, each new guest takes memory away from dom0',
    path: xlConf,
    text: setXlKey(text, 'autoballoon', 'auto'),
  });
}
