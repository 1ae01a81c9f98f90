import type { BootLoaderId } from './facts-boot.ts';

/** A Linux kernel or a unified kernel image, by its name as a firmware entry has it. */
export const isLinuxProgram = (path: string): boolean =>
  /(\\vmlinuz[^\\]*|\\EFI\\Linux\\[^\\]+\.efi|\\EFI\\arch[^\\]*\\[^\\]+\.efi)$/i.test(path);

/** The loader by its program in a firmware entry; the fallback \EFI\BOOT\BOOTX64.EFI says nothing. */
export function loaderOfPath(path: string): BootLoaderId | undefined {
  if (/\\systemd-bootx64\.efi$/i.test(path)) return 'systemd-boot';
  if (/\\grub[^\\]*\.efi$/i.test(path)) return 'grub';
  if (/\\refind[^\\]*\.efi$/i.test(path)) return 'refind';
  if (/\\limine[^\\]*(\\[^\\]+)?\.efi$/i.test(path)) return 'limine';
  if (/\\syslinux[^\\]*\.efi$/i.test(path)) return 'syslinux';
  return isLinuxProgram(path) ? 'efistub' : undefined;
}
