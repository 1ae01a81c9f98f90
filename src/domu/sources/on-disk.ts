import type { Check } from '../../core/check.ts';
import type { XlValue } from '../../formats/xl-cfg.ts';
import type { Guest, GuestKind } from '../guest.ts';
import { isHvm } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import { toolAt } from '../tools.ts';

/**
 * What starts the kernel that lies on the guest's own disk. The AUR package xen has no pygrub (--disable-pygrub);
 * pvgrub64 cannot read kernels packed with zstd, as Arch's are; pvhgrub can.
 */
export function loaderFor(kind: GuestKind, around: Surroundings): string | null {
  if (isHvm(kind)) return null;
  if (kind === 'pvh') return toolAt(around, 'pvhgrub') ?? '/usr/lib/xen/boot/pvhgrub';
  return toolAt(around, 'pygrub') ?? toolAt(around, 'pvgrub64') ?? '/usr/lib/xen/boot/pvgrub64';
}

/** pygrub runs in dom0 (bootloader=); the others are small kernels that the guest starts with (kernel=). */
export const loaderSettings = (loader: string | null): readonly (readonly [string, XlValue])[] =>
  loader === null ? [] : [[loader.endsWith('pygrub') ? 'bootloader' : 'kernel', loader]];

export function loaderCheck(loader: string | null, { kind }: Guest, { files }: Surroundings): readonly Check[] {
  const base = { id: 'guest.loader', title: 'Boot loader' };
  if (isHvm(kind)) return [];
  if (loader === null) {
    return [
      {
        ...base,
        state: 'fail',
        detail: `A ${kind.toUpperCase()} guest has no firmware to start its disk.`,
        hint: 'Choose HVM, or give "loader".',
      },
    ];
  }
  if (files[loader] === undefined) {
    const name = kind === 'pvh' ? 'xen-grub-pvh' : 'xen-grub-pv64';
    return [{ ...base, state: 'fail', detail: `${loader} is not installed.`, hint: `Install the AUR package ${name}, or choose HVM.` }];
  }
  // pygrub looks where the guest's own GRUB has its configuration.
  const reason = loader.endsWith('pygrub') ? undefined : 'It looks for /boot/grub.cfg on the disk, not for /boot/grub/grub.cfg.';
  return [{ ...base, state: 'pass', detail: loader, reason }];
}
