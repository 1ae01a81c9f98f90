import { git } from './aur/git.ts';
import { gpg } from './aur/gpg.ts';
import { makepkg } from './aur/makepkg.ts';
import { bootctl } from './boot/bootctl.ts';
import { efibootmgr } from './boot/efibootmgr.ts';
import { extlinux } from './boot/extlinux.ts';
import { grubMkconfig } from './boot/grub-mkconfig.ts';
import { grubEditenv, grubSet } from './boot/grub-tools.ts';
import { sbctl } from './boot/sbctl.ts';
import type { Command } from './core/world.ts';
import { busctl } from './network/busctl.ts';
import { ip } from './network/ip.ts';
import { netctl } from './network/netctl.ts';
import { getent, networkctl, ping } from './network/networkctl.ts';
import { nmcli } from './network/nmcli.ts';
import { bsdtar } from './packages/bsdtar.ts';
import { pacman } from './packages/pacman.ts';
import { cp, detectVirt, dmesg, findmnt, id, lsblk, nothing, rm, touch, truncate, uname } from './small/small.ts';
import { chown, pkill, useradd, userdel } from './small/users.ts';
import { systemctl } from './systemd/systemctl.ts';
import { shell, systemdRun } from './systemd/timers.ts';
import { xl } from './xl/xl.ts';

/** The programs of a simulated host. */
export const commands: Readonly<Record<string, Command>> = {
  bootctl,
  bsdtar,
  busctl,
  chown,
  dmesg,
  efibootmgr,
  extlinux,
  findmnt,
  getent,
  git,
  gpg,
  'grub-editenv': grubEditenv,
  'grub-mkconfig': grubMkconfig,
  'grub-reboot': grubSet('next_entry'),
  'grub-set-default': grubSet('saved_entry'),
  id,
  ip,
  lsblk,
  makepkg,
  netctl,
  networkctl,
  nmcli,
  pacman,
  ping,
  cp,
  pkill,
  rm,
  sbctl,
  sh: shell,
  ss: nothing,
  sleep: nothing,
  sync: nothing,
  systemctl,
  'systemd-detect-virt': detectVirt,
  'systemd-run': systemdRun,
  touch,
  true: nothing,
  truncate,
  uname,
  useradd,
  userdel,
  wall: nothing,
  xl,
};

/** Programs that come with a package; without it they are not there. */
export const packageOf: Readonly<Record<string, string>> = {
  git: 'git',
  gpg: 'gnupg',
  makepkg: 'pacman',
  netctl: 'netctl',
  nmcli: 'networkmanager',
  efibootmgr: 'efibootmgr',
  sbctl: 'sbctl',
  extlinux: 'syslinux',
  'grub-editenv': 'grub',
  'grub-mkconfig': 'grub',
  'grub-reboot': 'grub',
  'grub-set-default': 'grub',
};
