import type { Answers, GuestKind } from '../../src/core/answers.ts';
import type { Check } from '../../src/core/check.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { Option } from '../../src/core/question.ts';
import type { Step } from '../../src/core/step.ts';
import { usesHostFirmware } from '../../src/packages/wanted.ts';
import { fail, pass, unknown, warn } from './finding.ts';

const help = `Which kinds of guests this host shall run. It decides which packages are
built: HVM and UEFI guests need xen-qemu, UEFI guests xen-edk2 too.

PVH   the lightest and safest; Linux guests. Needs a CPU with VT-x or SVM.
PV    Linux guests without such a CPU.
HVM   a whole PC with BIOS: Windows, BSD, installers, cloud images.
UEFI  the same with UEFI firmware.

More kinds can be added later: archxen, "Change the set-up".`;

/** This step: which kinds of guests the host shall run. */
export const guestsStep: Step<'guests'> = {
  id: 'guests',
  title: 'Guests',
  intro: () => 'Which guests shall run on this host?',
  questions: (facts, answers) => [
    { kind: 'multiselect', path: 'guests.kinds', title: 'Kinds of guests', help, options: options(facts), value: answers.guests.kinds },
  ],
  defaults: (facts) => {
    if (noVirtualisation(facts) !== undefined) return { kinds: ['pv'] };
    // HVM guests need xen-qemu; where only xen can be had, it is not offered as the default.
    const canBeBuilt = !facts.xen.dom0 && (facts.bases['xen'] === undefined || facts.bases['xen-qemu'] !== undefined);
    const deviceModel = facts.pacman.installed['xen-qemu'] !== undefined || canBeBuilt;
    return { kinds: deviceModel ? ['pvh', 'pv', 'hvm'] : ['pvh', 'pv'] };
  },
  check: (facts, answers) => {
    const { kinds } = answers.guests;
    if (kinds.length === 0)
      return [fail('guests.none', 'Guests', 'no kind of guest is chosen', { hint: 'Choose at least one, for example PVH.' })];
    const reason = noVirtualisation(facts);
    const impossible = kinds.filter((kind) => kind !== 'pv');
    if (reason !== undefined && impossible.length > 0) {
      return [
        fail('guests.kinds', 'Guests', `${impossible.join(', ')} cannot run here`, {
          reason,
          hint: 'Choose PV alone, or turn virtualisation on in the firmware setup.',
        }),
      ];
    }
    return firmware(facts, answers);
  },
  changes: () => [],
  verify: (facts, answers) => {
    if (!answers.guests.kinds.some((kind) => kind !== 'pv')) return [];
    const caps = facts.xen.virtCaps;
    if (caps === undefined) return [unknown('guests.caps', 'Guests', 'xl info gave no virt_caps', { hint: 'Run xl info as root.' })];
    if (caps.includes('hvm'))
      return [
        pass('guests.caps', 'Guests', `Xen can run: ${answers.guests.kinds.join(', ')}`, { evidence: [`virt_caps: ${caps.join(' ')}`] }),
      ];
    return [
      fail('guests.caps', 'Guests', 'Xen runs PV guests only', {
        reason: 'Xen found no usable VT-x or SVM',
        hint: 'Turn virtualisation on in the firmware setup, then boot again.',
        evidence: [`virt_caps: ${caps.join(' ')}`],
      }),
    ];
  },
};

/** Why only PV guests can run here; undefined: others can, or nobody knows yet. */
function noVirtualisation({ cpu }: Facts): string | undefined {
  if (cpu.virtualisation === 'off-in-firmware') return 'virtualisation is turned off in the firmware setup';
  return cpu.virtualisation === 'none' ? 'the CPU has neither VT-x nor SVM' : undefined;
}

function options(facts: Facts): readonly Option[] {
  const unavailable = noVirtualisation(facts);
  const option = (value: GuestKind, label: string, detail: string): Option => ({
    value,
    label,
    detail,
    ...(value !== 'pv' && unavailable !== undefined && { unavailable }),
  });
  return [
    option('pvh', 'PVH', 'Linux, light and safe; the best choice where it runs'),
    option('pv', 'PV', 'Linux, also without a CPU that virtualises'),
    option('hvm', 'HVM', 'a whole PC: Windows, installers, cloud images; builds xen-qemu'),
    option('uefi', 'UEFI', 'HVM with UEFI firmware; builds xen-edk2 too'),
  ];
}

function firmware(facts: Facts, answers: Answers): readonly Check[] {
  if (usesHostFirmware(answers)) {
    return [
      warn('guests.uefi', 'UEFI guests', 'edk2-ovmf is not made for Xen', {
        reason: 'Xen does not look for it, and whether it starts was not tried',
        hint: 'Name it in the guest (firmware = "/path"), or choose xen-edk2 (build.firmware).',
      }),
    ];
  }
  const there = facts.bases['xen-edk2'] !== undefined || facts.pacman.installed['xen-edk2'] !== undefined;
  if (!answers.guests.kinds.includes('uefi') || there) return [];
  return [
    warn('guests.uefi', 'UEFI guests', 'xen-edk2 is out of reach, it is left out', {
      reason: 'UEFI guests need its firmware',
      hint: 'It can be added later (archxen, "Change the set-up"); all else is set up.',
    }),
  ];
}
