import { guestKinds } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import type { XlValue } from '../formats/xl-cfg.ts';
import type { Guest, GuestKind } from './guest.ts';
import type { Surroundings } from './surroundings.ts';
import { toolAt } from './tools.ts';

/** A kind of guest: what it is good for, whether this host can run it, and what xl is told. */
export interface Kind {
  readonly id: GuestKind;
  readonly label: string;
  readonly detail: string;
  /** Why this host cannot run it, with the next step; undefined: it can. */
  readonly lacks: (around: Surroundings) => { readonly reason: string; readonly hint: string } | undefined;
  /** Settings of xl.cfg(5) after `type`. */
  readonly settings: (guest: Guest) => readonly (readonly [string, XlValue])[];
}

/** undefined: it could not be found out. */
export const runsHardwareGuests = (facts: Facts): boolean | undefined => facts.xen.virtCaps?.includes('hvm');

const noHardware = {
  reason: 'it needs VT-x or AMD-V, and Xen has none here',
  hint: 'Turn on VT-x or AMD-V (SVM) in the firmware, or make a PV guest.',
};

const hvm =
  (firmware: string): Kind['settings'] =>
  ({ source, disks }) => [
    ['firmware', firmware],
    ['boot', source.kind === 'iso' ? 'dc' : disks.length > 0 ? 'c' : 'n'],
    ['vga', 'stdvga'],
    ['videoram', 16],
    ['usbdevice', 'tablet'],
    // What a Linux guest prints on its first serial port is on `xl console`.
    ['serial', 'pty'],
    ...(source.kind === 'iso' && source.windows
      ? ([
          ['viridian', 1],
          ['localtime', 1],
        ] as const)
      : []),
  ];

/** The device model and a firmware file. */
const lacksHvm = (around: Surroundings, firmware: 'seabios' | 'ovmf', hint: string): ReturnType<Kind['lacks']> => {
  if (runsHardwareGuests(around.facts) === false) return noHardware;
  if (toolAt(around, 'deviceModel') === undefined)
    return { reason: 'the device model (QEMU for Xen) is not installed', hint: 'Install the AUR package xen-qemu: archxen builds it.' };
  return toolAt(around, firmware) === undefined ? { reason: `the firmware file of ${firmware} is not installed`, hint } : undefined;
};

export const kinds: { readonly [Id in GuestKind]: Kind } = {
  pvh: {
    id: 'pvh',
    label: 'PVH',
    detail: 'best for Linux: lean, isolated by the CPU',
    lacks: ({ facts }) => (runsHardwareGuests(facts) === false ? noHardware : undefined),
    settings: () => [],
  },
  pv: {
    id: 'pv',
    label: 'PV',
    detail: 'Linux without hardware virtualisation',
    lacks: ({ facts }) =>
      facts.xen.virtCaps !== undefined && !facts.xen.virtCaps.includes('pv')
        ? { reason: 'this Xen cannot run PV guests', hint: 'Make a PVH guest.' }
        : undefined,
    settings: () => [],
  },
  hvm: {
    id: 'hvm',
    label: 'HVM (BIOS)',
    detail: 'a whole computer with a BIOS (SeaBIOS): any system',
    lacks: (around) => lacksHvm(around, 'seabios', 'pacman -S seabios'),
    settings: hvm('seabios'),
  },
  uefi: {
    id: 'uefi',
    label: 'HVM (UEFI)',
    detail: 'a whole computer with UEFI (OVMF): any system of today',
    lacks: (around) => lacksHvm(around, 'ovmf', 'Install the AUR package xen-edk2: archxen builds it.'),
    settings: hvm('uefi'),
  },
};

export const allKinds: readonly Kind[] = guestKinds.map((id) => kinds[id]);

/** The first of these that this host can run, else the first. */
export const bestKind = (wanted: readonly GuestKind[], around: Surroundings): GuestKind =>
  wanted.find((id) => kinds[id].lacks(around) === undefined) ?? wanted[0] ?? 'pvh';
