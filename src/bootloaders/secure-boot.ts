import type { Facts } from '../core/facts.ts';
import type { Refusal } from './boot-loader.ts';

/** Why no boot loader can start Xen here while Secure Boot is on (efi.pandoc of Xen 4.21; sb.c of GRUB). */
export const secureBootRefusal = (facts: Facts): Refusal | undefined =>
  facts.firmware.secureBoot === 'on'
    ? {
        refused:
          'Secure Boot is on: the firmware does not start an unsigned xen.efi, and Xen 4.21 refuses to boot a kernel that shim did not verify.',
        hint: "Turn Secure Boot off in the firmware's setup, or sign a unified xen.efi by hand (see docs/bootloaders/systemd-boot.md).",
      }
    : undefined;
