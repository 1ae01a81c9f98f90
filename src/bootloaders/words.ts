/** Title of the new entry in every boot loader's menu. */
export const xenEntryTitle = 'Arch Linux on Xen';

export const linuxStaysHint = 'Linux stays the default until Xen has booted and verified.';
