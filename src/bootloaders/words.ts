/** Titles of the new entries in every boot loader's menu. */
export const xenEntryTitle = 'Arch Linux on Xen';
export const rescueEntryTitle = `${xenEntryTitle} (rescue)`;
export const previousEntryTitle = `${xenEntryTitle} (previous)`;

export const linuxStaysHint = 'Linux stays the default until Xen has booted and verified.';
