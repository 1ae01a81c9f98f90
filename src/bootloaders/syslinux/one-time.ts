import type { Facts } from '../../core/facts.ts';
import { syslinuxDefault } from '../../formats/syslinux-cfg.ts';
import { config, xenLabel } from './place.ts';

/** `extlinux --once`: a word in the data at the end of ldlinux.sys, which Syslinux clears before it runs it. */
export const oneTime = {
  whyNotOnce: ({ boot: { syslinux } }: Facts): string | undefined => {
    if (syslinux === undefined) return 'No ldlinux.sys was found in /boot/syslinux or /boot/extlinux, so nothing can be remembered there.';
    return syslinux.writableAtBoot ? undefined : `Syslinux cannot remember a one-time boot: ${syslinux.reason ?? 'unknown'}.`;
  },
  isArmed: ({ boot: { syslinux } }: Facts): boolean => syslinux?.once === xenLabel,
  xenIsDefault: (facts: Facts): boolean => {
    const cfg = config(facts);
    return cfg !== undefined && syslinuxDefault(cfg, facts.boot.syslinux?.saved) === xenLabel;
  },
};
