/** Titles of the new entries in every boot loader's menu. */
export const xenEntryTitle = 'Arch Linux on Xen';
export const rescueEntryTitle = `${xenEntryTitle} (rescue)`;
export const previousEntryTitle = `${xenEntryTitle} (previous)`;

/** The way to a set that has not booted yet. */
export const tryOnce = `Restart and choose "${xenEntryTitle}" in the boot menu, or let Linux come up and run archxen there: it sets one more trial.`;

/** What a change of the default is called. */
export interface DefaultWords {
  readonly id: string;
  readonly title: string;
  readonly why: string;
}

/** For `linuxFirst`. Its id tells a plan that puts a confirmed Xen on trial again. */
export const linuxFirstWords = {
  id: 'boot.linux-first',
  title: 'Make Linux the default again until Xen is confirmed once more',
  why: 'What Xen will boot with is new, so it is tried once before it may be the default.',
} as const;

export const noLinuxEntry = {
  refused: 'No boot entry that starts Linux was found, so there would be no way back.',
  hint: 'Write one first; archxen verify --boot shows what is missing.',
} as const;

export const linuxStaysHint = 'Linux stays the default until Xen has booted and verified.';
