import type { Facts } from '../core/facts.ts';
import type { BootLoaderId } from '../core/facts-boot.ts';
import type { BootLoader } from './boot-loader.ts';
import { efistub } from './efistub/efistub.ts';
import { grub } from './grub/grub.ts';
import { limine } from './limine/limine.ts';
import { refind } from './refind/refind.ts';
import { syslinux } from './syslinux/syslinux.ts';
import { systemdBoot } from './systemd-boot/systemd-boot.ts';

/** All boot loaders by id. A new one is a file and a line here. */
export const bootLoaders: Readonly<Record<BootLoaderId, BootLoader>> = {
  'systemd-boot': systemdBoot,
  grub,
  efistub,
  syslinux,
  refind,
  limine,
};

/** Why Xen cannot be booted just once, also where archxen shall not touch the boot path. */
export const whyNotOnce = (facts: Facts, loader: BootLoaderId | 'none'): string | undefined =>
  loader === 'none' ? 'archxen shall not touch the boot path.' : bootLoaders[loader].whyNotOnce(facts);
