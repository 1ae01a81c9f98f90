import type { BootLoaderId } from '../core/facts-boot.ts';
import type { BootLoader, Refusal } from './boot-loader.ts';

/** A boot loader that archxen knows but does not set up: it says what to do by hand. */
export function unsupportedBootLoader(id: BootLoaderId, title: string, byHand: string): BootLoader {
  const refusal: Refusal = {
    refused: `archxen does not write entries for ${title} by itself.`,
    hint: `${byHand} Then answer boot.loader with none. See docs/bootloaders/${id}.md.`,
  };
  return {
    id,
    title,
    buildDirectories: (facts) => {
      const esp = facts.boot.esp?.mount ?? '/boot';
      return { bootDir: '/boot', efiDir: esp, efiMountpoint: esp };
    },
    setup: () => refusal,
    confirm: () => refusal,
    xenIsDefault: () => false,
    whyNotOnce: () => 'archxen does not set one-time boots with this boot loader.',
    isArmed: () => false,
    chain: () => [
      { id: 'boot.chain.entry', title: 'Boot entry', state: 'unknown', detail: `archxen does not read the menu of ${title}`, hint: byHand },
    ],
    paths: () => [],
  };
}

export const refind = unsupportedBootLoader(
  'refind',
  'rEFInd',
  'Add a menuentry with loader /xen.efi and options "xen.efi -cfg=FILE", and try it once with efibootmgr --bootnext on xen.efi itself.',
);
export const limine = unsupportedBootLoader(
  'limine',
  'Limine',
  'Limine cannot chainload xen.efi: put xen.efi with its xen.cfg on the ESP and start it with efibootmgr --bootnext.',
);
