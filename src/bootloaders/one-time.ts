import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import type { BootLoaderId } from '../core/facts-boot.ts';

/** Why a boot loader cannot boot an entry just once on this host; undefined: it can. */
export function whyNotOnce(facts: Facts, loader: BootLoaderId | 'none'): string | undefined {
  if (loader === 'systemd-boot') {
    if (facts.firmware.variablesWritable) return undefined;
    return 'The EFI variables cannot be written, so systemd-boot cannot be told to boot an entry once.';
  }
  if (loader === 'grub') {
    const grubenv = facts.boot.grubenv;
    if (grubenv === undefined) return 'GRUB has no environment block on this host, so it cannot remember a one-time boot.';
    if (grubenv.writableAtBoot) return undefined;
    return `GRUB cannot write its environment block at boot, so a one-time boot would stick: ${grubenv.reason}.`;
  }
  return 'archxen does not set one-time boots with this boot loader.';
}

/** Shall the plan set a one-time boot now? Not when Xen runs already, is the default, or is set already. */
export const shallArm = (
  facts: Facts,
  answers: Pick<Answers, 'boot'>,
  xen: { readonly isDefault: boolean; readonly isArmed: boolean },
): boolean =>
  answers.boot.trial === 'once' &&
  !facts.xen.running &&
  !xen.isDefault &&
  !xen.isArmed &&
  whyNotOnce(facts, answers.boot.loader) === undefined;
