import type { BootLoaderId } from '../core/facts-boot.ts';
import type { BootLoader } from './boot-loader.ts';
import { grub } from './grub.ts';
import { systemdBoot } from './systemd-boot.ts';
import { efistub, limine, refind, syslinux } from './unsupported.ts';

/** All boot loaders by id. A new one is a file and a line here. */
export const bootLoaders: Readonly<Record<BootLoaderId, BootLoader>> = {
  'systemd-boot': systemdBoot,
  grub,
  efistub,
  syslinux,
  refind,
  limine,
};
