import { describe, expect, it } from '@jest/globals';
import { factsText } from '../../src/cli/facts-text.ts';
import { factsOfHost } from '../facts/host.ts';
import { hosts } from '../hosts/index.ts';

describe('archxen facts', () => {
  it('is a table of topics', async () => {
    expect(factsText(await factsOfHost('static-address-networkd'))).toBe(`Host         chestnut, Arch Linux, x86_64
Hardware     LENOVO ThinkCentre M710q
             nvme0n1 SAMSUNG MZVLB256HAHQ-000L7, 238.5 GiB
Running      Linux 6.18.2-arch1-1, up 1 h 20 min
             root=UUID=3f6b1d52-8c07-4e3a-b1f4-96d2a7c05e18 rw quiet
Xen          not running
CPU          Intel(R) Core(TM) i5-7500T CPU @ 2.70GHz, 4 CPUs
             VT-x (vmx), by /proc/cpuinfo: flag vmx
IOMMU        VT-d (ACPI table DMAR)
Memory       15.5 GiB, 14.0 GiB available
Firmware     UEFI (64 bit), Secure Boot off
Boot loader  systemd-boot 258.3, started this system
               by LoaderInfo: systemd-boot 258.3-1-arch
               by BootCurrent 0000: "Linux Boot Manager" \\EFI\\systemd\\systemd-bootx64.efi
               by /boot/EFI/systemd/systemd-bootx64.efi
ESP          /boot on /dev/nvme0n1p1 (vfat), 948 of 1022 MiB free
Root         ext4 on /dev/nvme0n1p2
Kernels      linux 6.18.2-arch1-1, running, /boot/vmlinuz-linux, can be dom0, by /proc/config.gz
Network      systemd-networkd, default route over enp3s0 to 203.0.113.1
               by networkd: enp3s0 is configured by /etc/systemd/network/20-wired.network
             enp3s0: ethernet, 6c:4b:90:1a:2f:73, 203.0.113.40/26
             name servers 203.0.113.2, 203.0.113.3
Session      root, called by ada, over ssh from 198.51.100.77 to 203.0.113.40, which comes in over enp3s0
pacman       80 packages, multilib off
Build        as ada
             184.0 GiB free for it, 948 MiB in /boot
Hypervisors  kernel modules: kvm_intel, kvm (used by 1)
`);
  });

  it.each([
    ['already-under-xen', 'Xen          Xen 4.21.2, this is dom0, 11.7 GiB free\n'],
    ['already-under-xen', '             Domain-0 (0), 4096 MiB, 2 vCPUs, r-----\n'],
    ['uefi-grub-btrfs', 'GRUB cannot write its environment at boot: btrfs, which GRUB 2.12.r418.g6b5c671d cannot write (2.14 can)\n'],
    ['plain-bios-grub', 'Firmware     BIOS\n'],
    ['plain-bios-grub', 'IOMMU        AMD-Vi (ACPI table IVRS), in use by Linux: ivhd0, 9 groups\n'],
    ['no-vmx', 'hardware virtualisation is switched off in the firmware, by kernel log: x86/cpu: VMX (outside TXT) disabled by BIOS\n'],
    ['kernel-without-xen-dom0', 'cannot be dom0 (no CONFIG_XEN_DOM0), by /proc/config.gz\n'],
    ['pacman-locked', 'pacman       80 packages, multilib off, locked (/var/lib/pacman/db.lck), 2 upgrades waiting\n'],
    ['pacman-locked', 'the running kernel is not installed any more: reboot first\n'],
    ['secure-boot-on', 'UEFI (64 bit), Secure Boot on\n'],
    ['vboxdrv-loaded-fstab-xenfs', '/etc/fstab mounts xenfs: none /proc/xen xenfs defaults 0 0\n'],
    ['ipv6-only-docker', 'systemd-networkd, default route over enp3s0 to fe80::1\n'],
    [
      'no-network',
      '\nCould not be found out:\n  network.uplink: there is no default route, so it is not known which interface leads outside\n',
    ],
    ['lab-vm', 'a virtual machine or container (qemu)\n'],
  ])('%s: %s', async (name, line) => {
    expect(factsText(await factsOfHost(name))).toContain(line);
  });

  it.each(Object.keys(hosts))('%s has only glyphs of the Linux console', async (name) => {
    expect(factsText(await factsOfHost(name))).toMatch(/^[\x20-\x7e\n]*$/);
  });
});
