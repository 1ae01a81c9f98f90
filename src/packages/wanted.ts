import type { Answers } from '../core/answers.ts';

/** An AUR package that the answers ask for, and what it is for. */
export interface Wanted {
  readonly name: string;
  readonly why: string;
  /** All else works without it: out of reach, it is left out and a check says so. */
  readonly canWait: boolean;
}

/** In the order in which they must be built: the others link against xen's libraries. */
export function wantedPackages({ guests, build }: Answers): readonly Wanted[] {
  const hvm = guests.kinds.includes('hvm') || guests.kinds.includes('uefi');
  const extra = (name: (typeof build.extras)[number]): boolean => build.extras.includes(name);
  return [
    wanted('xen', 'the hypervisor and its tools'),
    ...(build.stubdom ? [wanted('xen-stubdom', 'device models in domains of their own')] : []),
    ...(extra('xen-docs') ? [wanted('xen-docs', 'manual pages and documentation')] : []),
    ...(hvm ? [wanted('xen-qemu', 'the device model that HVM guests and qcow2 disks need')] : []),
    ...(needsXenFirmware({ guests, build }) ? [wanted('xen-edk2', 'the firmware of UEFI guests', true)] : []),
    ...(extra('xen-grub-pvh') ? [wanted('xen-grub-pvh', "GRUB that starts a PVH guest's own kernel", true)] : []),
    ...(extra('xen-grub-pv64') ? [wanted('xen-grub-pv64', "GRUB that starts a PV guest's own kernel", true)] : []),
  ];
}

const wanted = (name: string, why: string, canWait = false): Wanted => ({ name, why, canWait });

type Choice = Pick<Answers, 'guests' | 'build'>;

const needsXenFirmware = ({ guests, build }: Choice): boolean => guests.kinds.includes('uefi') && build.firmware === 'xen-edk2';

export const usesHostFirmware = ({ guests, build }: Choice): boolean => guests.kinds.includes('uefi') && build.firmware === 'edk2-ovmf';
