import type { Facts } from '../../core/facts.ts';
import type { BootLoader, Refusal } from '../boot-loader.ts';
import { firmwareLoader } from '../firmware-entry/firmware-loader.ts';
import { limineEntry, limineFallback } from './fallback.ts';

const biosRefusal = (facts: Facts): Refusal | undefined =>
  facts.firmware.type === 'bios'
    ? {
        refused: 'Limine cannot start Xen on BIOS: it has no one-time boot, and its multiboot2 start of Xen was never seen to work.',
        hint: 'Boot with GRUB or Syslinux, which archxen sets up on BIOS; or answer boot.loader with none. See docs/bootloaders/limine.md.',
      }
    : undefined;

/**
 * Limine loads a program from memory, so xen.efi does not find its own folder ("Unsupported device path component"). The
 * firmware starts xen.efi instead, and Limine's own menu stays as it is.
 */
export const limine: BootLoader = firmwareLoader({
  id: 'limine',
  title: 'Limine',
  refusal: biosRefusal,
  back: limineEntry,
  fallback: limineFallback,
});
