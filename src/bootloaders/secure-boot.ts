import type { Facts } from '../core/facts.ts';
import type { Refusal } from './boot-loader.ts';

/** Can a unified image be signed here so that this firmware starts it? */
export const canSign = (facts: Facts): boolean => whyNotSign(facts) === undefined;

export function whyNotSign({ firmware: { signing }, pacman }: Facts): Refusal | undefined {
  if (signing?.sbctl === undefined)
    return {
      refused: 'There are no keys of sbctl to sign Xen with.',
      hint: 'Turn Secure Boot off, or make keys: sbctl create-keys, then sbctl enroll-keys.',
    };
  if (!signing.sbctl.enrolled)
    return {
      refused: 'The firmware does not know the keys of sbctl: their certificate is not in its db.',
      hint: 'Enroll them: sbctl enroll-keys (the firmware must be in setup mode), or turn Secure Boot off.',
    };
  if (pacman.installed['sbctl'] === undefined)
    return { refused: 'sbctl is not installed, but its keys are here.', hint: 'Install it: pacman -S sbctl' };
  return undefined;
}

/** Why xen.efi as a file of its own cannot be started here while Secure Boot is on (efi.pandoc of Xen 4.21; sb.c of GRUB). */
export function secureBootRefusal(facts: Facts): Refusal | undefined {
  if (facts.firmware.secureBoot !== 'on') return undefined;
  return {
    refused:
      'Secure Boot is on: the firmware does not start an unsigned xen.efi, and Xen 4.21 refuses to boot a kernel that shim did not verify.',
    hint: canSign(facts)
      ? 'With systemd-boot, answer boot.image with unified: one image with all in it, signed with your keys.'
      : "Turn Secure Boot off in the firmware's setup; or, with keys of your own in sbctl, let archxen sign a unified image.",
  };
}

/** The same for a unified image, which is signed where Secure Boot is on. */
export const unifiedRefusal = (facts: Facts): Refusal | undefined => (facts.firmware.secureBoot === 'on' ? whyNotSign(facts) : undefined);
