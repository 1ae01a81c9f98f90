import type { Sha256 } from '../../core/digest.ts';
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
  /** Those kernels that are packed with zstd, which pvgrub64 cannot read. */
  readonly zstd: readonly string[];
  /** fstab(5) has another file system for /boot: what lies below the root there is not what the guest sees. */
  readonly separateBoot: boolean;
  /** Where the guest's own GRUB has its configuration, which the guest keeps current itself. */
  readonly grub: string | undefined;
  /** Digests of the configurations of GRUB that are there, by their place in the guest. */
  readonly bootConfigs: Readonly<Record<string, Sha256 | undefined>>;
  /** The guest builds its initramfs with mkinitcpio. */
  readonly mkinitcpio: boolean;
  readonly modules: string | undefined;
  /** Where files of the guest lie that are copied out or written, by their path: no link is on the way there. */
  readonly places: Readonly<Record<string, string>>;
}

/** A file of the guest below a mount of its root. */
export const placeIn = (at: string, { places }: Pick<Installed, 'places'>, path: string): string => `${at}${places[path] ?? path}`;

/** A kernel and the initramfs that goes with it. */
export interface BootPair {
  readonly kernel: string;
  readonly initramfs: string;
}

/** The newest kernel of /boot that has an initramfs: without one no kernel finds a root that is named by its UUID. */
export function newestKernel({ kernels, initramfs }: Installed): BootPair | undefined {
  const pairs = kernels.flatMap((kernel): readonly BootPair[] => {
    const suffix = kernel.replace(/^vmlinuz/, '');
    const names = [`initramfs${suffix}.img`, `initrd.img${suffix}`, `initramfs${suffix}`, `initrd${suffix}`];
    const found = names.find((name) => initramfs.includes(name));
    return found === undefined ? [] : [{ kernel, initramfs: found }];
  });
  return pairs.at(-1);
}

/** The drivers that a guest needs to find its disk; the article has them added by hand. */
export const modulesFile = '/etc/mkinitcpio.conf.d/xen-guest.conf';
export const modulesText =
  '# Made by archxen: the drivers of a guest of Xen.\nMODULES+=(xen-blkfront xen-netfront xen-fbfront xen-kbdfront)\n';
