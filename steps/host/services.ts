import type { Answers } from '../../src/core/answers.ts';
import type { Change, UnitChange } from '../../src/core/change.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import { fileChange } from '../../src/core/file-change.ts';
import type { Step } from '../../src/core/step.ts';
import { bootVerifyChecks, bootVerifyFiles, bootVerifyUnits } from './boot-verify.ts';
import { fail, pass, unknown, warn } from './finding.ts';
import { pacmanHookChanges } from './pacman-hook.ts';
import { sshCheck } from './ssh-check.ts';
import { isEnabled, type WantedUnit } from './wanted-unit.ts';

/** This step: the services of Xen's tools. It asks nothing; autostart of guests is among the other values. */
export const servicesStep: Step<'services'> = {
  id: 'services',
  title: 'Services',
  intro: () => 'Which services of Xen shall start with dom0?',
  questions: (_facts, { services }) => [
    {
      kind: 'confirm',
      path: 'services.autostart',
      title: 'Start guests with the host',
      help: 'xendomains.service starts the guests that are linked in /etc/xen/auto, and saves\nthem to disk when the host goes down. With no links there it does nothing.',
      advanced: true,
      value: services.autostart,
    },
  ],
  defaults: () => ({ autostart: true }),
  check: (facts, answers) => [...fstabCheck(facts), ...libvirt(facts, answers), ...bootVerifyChecks(facts)],
  changes: (facts, answers) => [
    ...fstabChange(facts),
    ...bootVerifyFiles(facts, answers),
    ...unitChanges(facts, answers),
    ...pacmanHookChanges(facts, answers),
  ],
  verify: (facts, answers) => [...xenUnits(answers).map((unit) => unitCheck(facts, unit)), ...sshCheck(facts)],
};

/**
 * All of them have a condition on /proc/xen/capabilities: under plain Linux they are skipped, not failed, so they can be
 * enabled before the first boot of Xen. They are not started now, as there is no Xen yet.
 */
function xenUnits({ guests, services }: Answers): readonly WantedUnit[] {
  const deviceModel = guests.kinds.includes('hvm') || guests.kinds.includes('uefi');
  return [
    { unit: 'xenstored.service', why: "Xen's database; without it xl hangs" },
    { unit: 'xenconsoled.service', why: 'consoles of guests; without it PV and PVH guests do not start' },
    { unit: 'xen-init-dom0.service', why: "dom0's own entries in Xen's database" },
    ...(services.autostart ? [{ unit: 'xendomains.service', why: 'starts the guests in /etc/xen/auto' }] : []),
    ...(deviceModel ? [{ unit: 'xen-qemu-dom0-disk-backend.service', why: 'qcow2 disks of guests' }] : []),
  ];
}

/** All by one command: each `systemctl enable` has systemd read all its units anew. */
function unitChanges(facts: Facts, answers: Answers): readonly UnitChange[] {
  const wanted = [...xenUnits(answers), ...bootVerifyUnits(facts, answers)].filter(({ unit }) => !isEnabled(facts, unit));
  const enable: readonly UnitChange[] =
    wanted.length === 0
      ? []
      : [
          {
            kind: 'unit',
            id: 'services.enable',
            title: wanted.length === 1 ? `Enable ${wanted[0]?.unit}` : `Enable ${wanted.length} services`,
            why: wanted.map(({ unit, why }) => `${unit.replace('.service', '')}: ${why}`).join('\n'),
            units: wanted.map(({ unit }) => unit),
            enabled: true,
          },
        ];
  const unwanted = 'xendomains.service';
  if (answers.services.autostart || !isEnabled(facts, unwanted)) return enable;
  return [
    ...enable,
    {
      kind: 'unit',
      id: `services.${unwanted}`,
      title: `Disable ${unwanted}`,
      why: 'guests shall not start by themselves',
      units: [unwanted],
      enabled: false,
    },
  ];
}

function unitCheck(facts: Facts, { unit, why }: WantedUnit): Check {
  const id = `services.${unit}`;
  const name = unit.replace(/\.service$/, '');
  // A row of the screen has room for 46 characters, xen-qemu-dom0-disk-backend takes 26 of them.
  const state = facts.units[unit];
  const evidence = [`systemctl show ${unit}`];
  if (state === undefined) return unknown(id, 'Service', `${name}: not known`, { hint: `Run systemctl status ${unit}.`, evidence });
  if (state.active === 'active') return pass(id, 'Service', `${name} is active`, { evidence });
  const found = state.load === 'not-found' ? 'not installed' : state.active;
  return fail(id, 'Service', `${name}: ${found}`, {
    reason: why,
    hint: `See systemctl status ${unit} and journalctl -b -u ${unit}.`,
    evidence,
  });
}

/** The wiki's line for /proc/xen. */
function fstabCheck({ conflicts: { fstabXenfs } }: Facts): readonly Check[] {
  if (fstabXenfs === undefined) return [];
  return [
    warn('services.fstab', 'fstab', 'a xenfs line breaks booting plain Linux', {
      reason: 'there is no /proc/xen without Xen: emergency mode',
      hint: 'The plan removes the line; proc-xen.mount of the package does the same under Xen.',
      evidence: [fstabXenfs],
    }),
  ];
}

function fstabChange(facts: Facts): readonly Change[] {
  const path = '/etc/fstab';
  const text = facts.files[path]?.text;
  const line = facts.conflicts.fstabXenfs;
  if (text === undefined || line === undefined) return [];
  return fileChange(facts, {
    id: 'services.fstab',
    title: 'Remove the xenfs line',
    why: 'without Xen its mount fails and plain Linux boots into emergency mode; proc-xen.mount does it under Xen',
    path,
    text: withoutLine(text, line),
  });
}

/** The text without this one line; every other byte stays. */
export function withoutLine(text: string, line: string): string {
  const lines = text.split('\n');
  const at = lines.findIndex((each) => each.trim() === line.trim());
  return at < 0 ? text : lines.toSpliced(at, 1).join('\n');
}

function libvirt(facts: Facts, { services }: Answers): readonly Check[] {
  const unit = facts.units['libvirtd.service'];
  if (!services.autostart || unit === undefined || (unit.enabled !== 'enabled' && unit.active !== 'active')) return [];
  return [
    warn('services.libvirt', 'libvirtd', 'it is stopped when xendomains starts', {
      reason: 'xendomains.service conflicts with libvirtd.service',
      hint: 'Disable one: systemctl disable libvirtd, or autostart in Other values.',
      evidence: ['systemctl show libvirtd.service'],
    }),
  ];
}
