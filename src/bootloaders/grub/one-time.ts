import type { Facts } from '../../core/facts.ts';
import { isGrubArmed, xenIsGrubDefault } from './state.ts';

/** `next_entry` in the environment block, which GRUB must be able to clear at boot. */
export const oneTime = {
  whyNotOnce: ({ boot: { grubenv } }: Facts): string | undefined => {
    if (grubenv === undefined) return 'GRUB has no environment block on this host, so it cannot remember a one-time boot.';
    if (grubenv.writableAtBoot) return undefined;
    return `GRUB cannot write its environment block at boot, so a one-time boot would stick: ${grubenv.reason}.`;
  },
  isArmed: isGrubArmed,
  xenIsDefault: xenIsGrubDefault,
};
