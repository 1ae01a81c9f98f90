/**
 * Which files a step may read from facts and write by its plan. The readers record just these, so that
 * "not among the facts" means "not there"; writing any other file is a bug of a step.
 */
const watchedPaths: readonly RegExp[] = [
  /^\/(boot|efi)(\/|$)/,
  /^\/etc\/(pacman\.conf|fstab|default\/grub|mkinitcpio\.conf|issue|motd)$/,
  /^\/etc\/(grub\.d|kernel|kernels|systemd\/network|pacman\.d\/hooks|modules-load\.d|motd\.d)\/[^/]+$/,
  /^\/etc\/systemd\/networkd\.conf\.d\/[^/]*archxen\.conf$/,
  // Not all profiles of NetworkManager: they hold secrets.
  /^\/etc\/NetworkManager\/(system-connections\/archxen-[^/]+|conf\.d\/[^/]+)$/,
  // Nor all of netctl's, for the same reason.
  /^\/etc\/netctl\/archxen-[^/]+$/,
  /^\/etc\/systemd\/system\/archxen-[^/]+$/,
  /^\/etc\/systemd\/system\/netctl@archxen[^/]*\.service\.d(\/archxen\.conf)?$/,
  /^\/etc\/xen\/([^/]+|auto\/[^/]+)$/,
  /^\/etc\/conf\.d\/xen[^/]*$/,
  /^\/etc\/profile\.d\/archxen\.sh$/,
  /^\/usr\/lib\/archxen\/([^/]+|modules\/[^/]+)$/,
  /^\/usr\/lib\/modules\/[^/]+$/,
  /^\/usr\/lib\/syslinux\/bios\/(mboot|libcom32)\.c32$/,
  /^\/var\/lib\/archxen\/(guests|boot)\/.+$/,
];

export function isWatched(path: string): boolean {
  return watchedPaths.some((pattern) => pattern.test(path));
}
