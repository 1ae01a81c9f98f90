import { ArchxenError } from '../../core/error.ts';
import { bootDirectory } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import { toolAt } from '../tools.ts';
import { rootOptions } from './boot-config.ts';
import type { Start } from './config.ts';
import { type BootPair, type Installed, newestKernel } from './installed.ts';

/**
 * How a PV or PVH guest starts from its own disk. PVH: GRUB of Xen. PV: pygrub where the toolstack has it, else GRUB of Xen
 * unless the kernel is packed with zstd. Else copies of kernel and initramfs.
 * Throws `guest-invalid` when nothing there could start it, so that its installer is not taken out.
 */
export function startOf(name: string, type: string, found: Installed, around: Pick<Surroundings, 'files'>): Start {
  const loader = loaderOf(type, found, around);
  if (loader !== undefined) {
    // With GRUB of its own the guest says itself what it starts.
    if (found.separateBoot || found.grub === undefined) bootPair(found);
    return loader;
  }
  const { kernel, initramfs } = bootPair(found);
  const at = (file: string): string => `${bootDirectory(name)}/${file}`;
  return { by: 'copies', kernel: at(kernel), initramfs: at(initramfs), extra: rootOptions(found) };
}

function loaderOf(type: string, found: Installed, around: Pick<Surroundings, 'files'>): Start | undefined {
  const pygrub = toolAt(around, 'pygrub');
  // Its libfsimage reads ext2 to ext4, but neither btrfs nor the xfs of today.
  if (type !== 'pvh' && pygrub !== undefined && found.fileSystem.startsWith('ext')) return { by: 'bootloader', path: pygrub };
  const own = type === 'pvh' ? toolAt(around, 'pvhgrub') : found.zstd.length > 0 ? undefined : toolAt(around, 'pvgrub64');
  return own === undefined ? undefined : { by: 'kernel', path: own };
}

function bootPair(found: Installed): BootPair {
  const still = 'Nothing was changed: the guest still starts its installer.';
  if (found.separateBoot) {
    throw new ArchxenError('guest-invalid', 'The guest has its /boot on a file system of its own, which is not looked at from here.', {
      path: found.disk,
      hint: `${still} In it, unmount /boot, remove its line from /etc/fstab, and install the kernel again, so that it lies on the root.`,
    });
  }
  const pair = newestKernel(found);
  if (pair !== undefined) return pair;
  const lacks = found.kernels.length === 0 ? 'no kernel' : `no initramfs for ${found.kernels.join(', ')}`;
  throw new ArchxenError('guest-invalid', `There is ${lacks} in /boot of the guest.`, {
    path: found.disk,
    hint: `${still} In it, install ${found.kernels.length === 0 ? 'a kernel (pacman -S linux on Arch)' : 'one (mkinitcpio -P on Arch)'}, then try again.`,
  });
}
