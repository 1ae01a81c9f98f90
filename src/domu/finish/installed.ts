import type { Part } from './disk-layout.ts';

/** What was found on the disk of a guest after its installation. */
export interface Installed {
  /** The disk on dom0's side. */
  readonly disk: string;
  readonly root: Part;
  readonly uuid: string;
  readonly fileSystem: string;
  /** `arch`, `debian`, of os-release. */
  readonly os: string;
  /** btrfs: the subvolume that is the root. */
  readonly subvolume: string | undefined;
  /** Names in /boot, the newest last. */
  readonly kernels: readonly string[];
  readonly initramfs: readonly string[];
  /** /boot/grub/grub.cfg is there: the guest keeps it current itself. */
  readonly hasGrub: boolean;
  /** Digest of /boot/grub.cfg, if there is one. */
  readonly bootConfig: string | undefined;
  /** The guest builds its initramfs with mkinitcpio. */
  readonly mkinitcpio: boolean;
  readonly modules: string | undefined;
}

/** Where the kernel is kept apart from the root, nothing is found in /boot. */
export const newestKernel = ({
  kernels,
  initramfs,
}: Installed): { readonly kernel: string; readonly initramfs: string | undefined } | undefined => {
  const kernel = kernels.at(-1);
  if (kernel === undefined) return undefined;
  const suffix = kernel.replace(/^vmlinuz/, '');
  return {
    kernel,
    initramfs: [`initramfs${suffix}.img`, `initrd.img${suffix}`, `initramfs${suffix}`].find((name) => initramfs.includes(name)),
  };
};

/**
 * /boot/grub.cfg, the first place where pvhgrub and pvgrub look; they do not look for /boot/grub/grub.cfg. Where the guest
 * keeps that one current, it is handed over to.
 */
export function bootConfig(found: Installed): string {
  const newest = newestKernel(found);
  const prefix = found.subvolume === undefined ? '' : `/${found.subvolume}`;
  const search = `search --no-floppy --fs-uuid --set=root ${found.uuid}`;
  if (found.hasGrub) return `# Made by archxen: GRUB of Xen starts here.\n${search}\nconfigfile ${prefix}/boot/grub/grub.cfg\n`;
  const flags = found.subvolume === undefined ? '' : ` rootflags=subvol=${found.subvolume}`;
  return [
    '# Made by archxen: GRUB of Xen starts here. Arch keeps these names when the kernel is upgraded.',
    search,
    'set timeout=1',
    'menuentry "Linux" {',
    `  linux ${prefix}/boot/${newest?.kernel ?? 'vmlinuz-linux'} root=UUID=${found.uuid}${flags} rw console=hvc0`,
    ...(newest?.initramfs === undefined ? [] : [`  initrd ${prefix}/boot/${newest.initramfs}`]),
    '}',
    '',
  ].join('\n');
}

/** The drivers that a guest needs to find its disk; the article has them added by hand. */
export const modulesFile = '/etc/mkinitcpio.conf.d/xen-guest.conf';
export const modulesText =
  '# Made by archxen: the drivers of a guest of Xen.\nMODULES+=(xen-blkfront xen-netfront xen-fbfront xen-kbdfront)\n';
