import type { RecordedHost } from '../../src/system/recorded-host.ts';
import alreadyUnderXen from './already-under-xen.json' with { type: 'json' };
import bootPartitionExt4 from './boot-partition-ext4.json' with { type: 'json' };
import compilerError from './compiler-error.json' with { type: 'json' };
import dualBootWindows from './dual-boot-windows.json' with { type: 'json' };
import efistub from './efistub.json' with { type: 'json' };
import efivarsReadOnly from './efivars-read-only.json' with { type: 'json' };
import espAtBootEfi from './esp-at-boot-efi.json' with { type: 'json' };
import espAtEfi from './esp-at-efi.json' with { type: 'json' };
import espNearlyFull from './esp-nearly-full.json' with { type: 'json' };
import espSharedWithWindows from './esp-shared-with-windows.json' with { type: 'json' };
import grubBtrfsEnvBlock from './grub-btrfs-env-block.json' with { type: 'json' };
import grubOld206Microcode from './grub-old-206-microcode.json' with { type: 'json' };
import grubOnLuks from './grub-on-luks.json' with { type: 'json' };
import grubOnLvm from './grub-on-lvm.json' with { type: 'json' };
import grubOnRaid from './grub-on-raid.json' with { type: 'json' };
import grubSavedefault from './grub-savedefault.json' with { type: 'json' };
import handEditedGrub from './hand-edited-grub.json' with { type: 'json' };
import handWrittenXenCfg from './hand-written-xen-cfg.json' with { type: 'json' };
import hundredThousandLineBuild from './hundred-thousand-line-build.json' with { type: 'json' };
import ipv6OnlyDocker from './ipv6-only-docker.json' with { type: 'json' };
import kernelWithoutXenDom0 from './kernel-without-xen-dom0.json' with { type: 'json' };
import labVm from './lab-vm.json' with { type: 'json' };
import limine from './limine.json' with { type: 'json' };
import netctlDhcp from './netctl-dhcp.json' with { type: 'json' };
import netctlStatic from './netctl-static.json' with { type: 'json' };
import networkmanagerAuto from './networkmanager-auto.json' with { type: 'json' };
import networkmanagerDhcp from './networkmanager-dhcp.json' with { type: 'json' };
import networkmanagerStatic from './networkmanager-static.json' with { type: 'json' };
import networkmanagerWifi from './networkmanager-wifi.json' with { type: 'json' };
import noNetwork from './no-network.json' with { type: 'json' };
import noVmx from './no-vmx.json' with { type: 'json' };
import pacmanLocked from './pacman-locked.json' with { type: 'json' };
import plainBiosGrub from './plain-bios-grub.json' with { type: 'json' };
import plainUefiSystemdBoot from './plain-uefi-systemd-boot.json' with { type: 'json' };
import refind from './refind.json' with { type: 'json' };
import secureBootOn from './secure-boot-on.json' with { type: 'json' };
import secureBootSbctl from './secure-boot-sbctl.json' with { type: 'json' };
import serialConsole from './serial-console.json' with { type: 'json' };
import staticAddressNetworkd from './static-address-networkd.json' with { type: 'json' };
import syslinux from './syslinux.json' with { type: 'json' };
import syslinuxWithoutLibcom32 from './syslinux-without-libcom32.json' with { type: 'json' };
import threeKernels from './three-kernels.json' with { type: 'json' };
import twoKernels from './two-kernels.json' with { type: 'json' };
import uefiGrub from './uefi-grub.json' with { type: 'json' };
import uefiGrubBtrfs from './uefi-grub-btrfs.json' with { type: 'json' };
import ukiOnly from './uki-only.json' with { type: 'json' };
import vboxdrvLoadedFstabXenfs from './vboxdrv-loaded-fstab-xenfs.json' with { type: 'json' };
import xbootldr from './xbootldr.json' with { type: 'json' };

const all: readonly unknown[] = [
  alreadyUnderXen,
  bootPartitionExt4,
  compilerError,
  dualBootWindows,
  efistub,
  efivarsReadOnly,
  espAtBootEfi,
  espAtEfi,
  espNearlyFull,
  espSharedWithWindows,
  grubBtrfsEnvBlock,
  grubOld206Microcode,
  grubOnLuks,
  grubOnLvm,
  grubOnRaid,
  grubSavedefault,
  handEditedGrub,
  handWrittenXenCfg,
  hundredThousandLineBuild,
  ipv6OnlyDocker,
  kernelWithoutXenDom0,
  labVm,
  limine,
  netctlDhcp,
  netctlStatic,
  networkmanagerAuto,
  networkmanagerDhcp,
  networkmanagerStatic,
  networkmanagerWifi,
  noNetwork,
  noVmx,
  pacmanLocked,
  plainBiosGrub,
  plainUefiSystemdBoot,
  refind,
  secureBootOn,
  secureBootSbctl,
  serialConsole,
  staticAddressNetworkd,
  syslinuxWithoutLibcom32,
  syslinux,
  threeKernels,
  twoKernels,
  uefiGrubBtrfs,
  uefiGrub,
  ukiOnly,
  vboxdrvLoadedFstabXenfs,
  xbootldr,
];

/** The recorded hosts by name, named by their oddity. The tests and the rehearsal use the same. */
export const hosts: Readonly<Record<string, RecordedHost>> = Object.fromEntries(
  (all as readonly RecordedHost[]).map((host) => [host.name, host]),
);
