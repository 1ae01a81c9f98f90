import type { Answers } from '../core/answers.ts';
import type { Change } from '../core/change.ts';
import type { Check } from '../core/check.ts';
import type { Facts } from '../core/facts.ts';
import type { BootLoaderId } from '../core/facts-boot.ts';

/**
 * One boot loader. `setup` says that it can by giving the changes, or a reason: there is no second copy of the rules.
 * All functions are pure.
 */
export interface BootLoader {
  readonly id: BootLoaderId;
  /** As its makers write it: `systemd-boot`, `GRUB`. */
  readonly title: string;
  /** Where xen.efi shall be installed for this loader (`efi_dir` of makepkg), and the ESP's mount point. */
  readonly buildDirectories: (facts: Facts) => { readonly bootDir: string; readonly efiDir: string; readonly efiMountpoint: string };
  /** New entries beside the old ones; Linux stays the default. Nothing of the old is overwritten. */
  readonly setup: (facts: Facts, answers: Answers) => BootSetup | Refusal;
  /** Makes Xen the default, with Linux still in the menu. */
  readonly confirm: (facts: Facts, answers: Answers) => readonly Change[] | Refusal;
  /** Makes Linux the default again, which it no longer is: what Xen would boot next was not tried yet. */
  readonly linuxFirst: (facts: Facts, answers: Answers) => readonly Change[] | Refusal;
  /** Is Xen this loader's default now? */
  readonly xenIsDefault: (facts: Facts, answers: Answers) => boolean;
  /** Why this loader cannot boot Xen just once on this host (it could not, or it would stick); undefined: it can. */
  readonly whyNotOnce: (facts: Facts) => string | undefined;
  /** Is a one-time boot of Xen set, and not used up? */
  readonly isArmed: (facts: Facts, answers: Answers) => boolean;
  /** Every link from the loader's entry to root=, for the Xen entry and for the Linux fallback. */
  readonly chain: (facts: Facts, answers: Answers) => readonly Check[];
  /** The files that the entries would use, for reading and for undo checks. */
  readonly paths: (facts: Facts) => readonly string[];
}

export interface BootSetup {
  readonly changes: readonly Change[];
  /** Title of the new entry, as the menu shows it. */
  readonly entryTitle: string;
  readonly entryId: string;
  /** What goes before `once`, and is done only where that is: an entry that is written anew leaves the next start alone. */
  readonly beforeOnce?: readonly Change[] | undefined;
  /** Undefined: this host has no one-time boot that would not stick; `byHand` says what to do. */
  readonly once?: Change | undefined;
  readonly byHand: string;
}

export interface Refusal {
  readonly refused: string;
  readonly hint: string;
}

export const isRefusal = (value: object): value is Refusal => 'refused' in value;
