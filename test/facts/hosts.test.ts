import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import { hosts } from '../hosts/index.ts';
import { factsOfHost, resolved } from './host.ts';

/** A host on one line: what a person would say of it. */
function summary(facts: Facts): string {
  const { boot, cpu, firmware, iommu, kernels, network, session, pacman, conflicts, xen } = facts;
  const loader = boot.loaders.filter(({ booted }) => booted).map(({ id, version }) => [id, version].filter(Boolean).join(' '));
  const env = boot.grubenv === undefined ? [] : [boot.grubenv.writableAtBoot ? 'env rw' : 'env ro'];
  const addresses = network.links
    .find(({ name }) => name === network.uplink)
    ?.addresses.filter(({ family }) => family === 4)
    .map(({ address, dynamic }) => `${address}${dynamic ? ' dhcp' : ''}`);
  return [
    [firmware.type, ...(firmware.secureBoot === 'on' ? ['secure'] : [])].join(' '),
    [...loader, ...env].join(' '),
    `${boot.esp?.mount ?? '-'} ${boot.bootFs?.fstype}`,
    `${cpu.count} ${cpu.virtualisation} ${iommu.table}`,
    kernels.map(({ name, config, running }) => `${name}${running ? '*' : ''} ${config?.['CONFIG_XEN_DOM0'] ?? '?'}`).join(' '),
    `${network.manager} ${[network.uplink, ...(addresses ?? [])].filter(Boolean).join(' ')}`.trim(),
    `${session.invokedBy} ${session.via}`,
    [
      ...(pacman.multilib ? ['multilib'] : []),
      ...(pacman.locked ? ['locked'] : []),
      ...(pacman.runningKernelInstalled ? [] : ['stale']),
    ].join(' '),
    conflicts.modules.filter(({ name }) => !name.startsWith('kvm')).length + (conflicts.fstabXenfs === undefined ? 0 : 1),
    xen.dom0 ? `dom0 ${xen.version} ${xen.domains?.length}` : 'linux',
    facts.notes.length,
  ].join(' | ');
}

const sd = 'systemd-boot 258.3';
const wire = 'systemd-networkd enp3s0 192.0.2.17/24 dhcp';
const plain = `uefi | ${sd} | /boot vfat | 4 vmx DMAR | linux* y | ${wire} | ada vt |  | 0 | linux | 0`;
const bios =
  'bios | grub 2.14 env rw | - ext4 | 2 svm IVRS | linux* y | systemd-networkd enp3s0 192.0.2.44/24 dhcp | ada vt |  | 0 | linux | 0';
const grub = 'uefi | grub 2.14 env rw | /efi ext4 | 4 vmx DMAR';

const expected: Readonly<Record<string, string>> = {
  'already-under-xen': `uefi | ${sd} | /boot vfat | 2 vmx RMAD | linux* y | systemd-networkd xenbr0 192.0.2.17/24 dhcp | ada vt | multilib | 0 | dom0 4.21.2 1 | 0`,
  efistub: plain.replace(sd, 'efistub'),
  'efivars-read-only': plain.replace(sd, 'efistub'),
  'esp-at-efi': plain.replace('/boot vfat', '/efi ext4'),
  'esp-nearly-full': plain,
  'boot-partition-ext4': bios,
  'dual-boot-windows': plain.replace(`uefi | ${sd} | /boot vfat | 4 vmx DMAR`, grub),
  'grub-btrfs-env-block': plain.replace(`uefi | ${sd} | /boot vfat | 4 vmx DMAR`, 'uefi | grub 2.14 env rw | /efi btrfs | 4 vmx DMAR'),
  'grub-old-206-microcode': bios.replace('grub 2.14', 'grub 2.06.r566.g857af0e17'),
  'grub-on-luks': plain.replace(`uefi | ${sd} | /boot vfat | 4 vmx DMAR`, grub.replace('env rw', 'env ro')),
  'grub-on-raid': bios.replace('env rw', 'env ro'),
  'grub-savedefault': bios,
  'esp-at-boot-efi': plain.replace('/boot vfat', '/boot/efi ext4'),
  'esp-shared-with-windows': plain,
  'grub-on-lvm': plain.replace(`uefi | ${sd} | /boot vfat | 4 vmx DMAR`, grub.replace('env rw', 'env ro')),
  'hand-edited-grub': bios,
  'hand-written-xen-cfg': plain,
  'ipv6-only-docker': plain.replace(wire, 'systemd-networkd enp3s0'),
  'kernel-without-xen-dom0': plain.replace('linux* y', 'linux-custom* n'),
  'lab-vm': bios
    .replace('grub 2.14', 'grub 2.12')
    .replace('IVRS', 'none')
    .replace('enp3s0 192.0.2.44/24', 'enp0s3 10.0.2.15/24')
    .replace('ada vt', 'alice serial'),
  limine: plain.replace(sd, 'limine 10.3.0'),
  'netctl-dhcp': plain.replace(wire, 'netctl enp3s0 192.0.2.17/24 dhcp'),
  'netctl-static': plain.replace(wire, 'netctl enp3s0 203.0.113.40/26 203.0.113.41/26').replace('ada vt', 'undefined ssh'),
  'networkmanager-dhcp': plain.replace(wire, 'NetworkManager enp3s0 192.0.2.17/24 dhcp'),
  'networkmanager-static': plain.replace(wire, 'NetworkManager enp3s0 203.0.113.40/26 203.0.113.41/26').replace('ada vt', 'undefined ssh'),
  'networkmanager-wifi': plain.replace(wire, 'NetworkManager wlp2s0 198.51.100.23/24 dhcp'),
  'no-network': `${plain.replace(wire, 'systemd-networkd').slice(0, -1)}1`,
  'no-vmx': plain.replace('vmx DMAR', 'off-in-firmware none'),
  'pacman-locked': `${plain.replace('linux* y', 'linux ?').replace('vt |  |', 'vt | locked stale |').slice(0, -1)}1`,
  'plain-bios-grub': bios,
  'plain-uefi-systemd-boot': plain,
  refind: plain.replace(sd, 'refind 0.14.2'),
  'secure-boot-on': plain.replace('uefi', 'uefi secure'),
  'serial-console': bios.replace('ada vt', 'ada serial'),
  'static-address-networkd': plain.replace('192.0.2.17/24 dhcp', '203.0.113.40/26').replace('ada vt', 'ada ssh'),
  syslinux: bios.replace('grub 2.14 env rw', 'syslinux 6.04.pre3.r3.g05ac953c'),
  'syslinux-without-libcom32': bios.replace('grub 2.14 env rw', 'syslinux 6.04.pre3.r3.g05ac953c'),
  'three-kernels': `${plain.replace('linux* y', 'linux-zen* y linux ? linux-lts y').slice(0, -1)}1`,
  'two-kernels': plain.replace('linux* y', 'linux* y linux-lts y'),
  'uefi-grub': plain.replace(`uefi | ${sd} | /boot vfat | 4 vmx DMAR`, grub),
  'uefi-grub-btrfs': plain.replace(
    `uefi | ${sd} | /boot vfat | 4 vmx DMAR`,
    'uefi | grub 2.12.r418.g6b5c671d env ro | /efi btrfs | 4 vmx DMAR',
  ),
  'uki-only': plain.replace('/boot vfat', '/efi ext4'),
  'vboxdrv-loaded-fstab-xenfs': plain.replace('|  | 0', '|  | 4'),
  xbootldr: plain.replace('/boot vfat', '/efi vfat'),
};

describe('recorded hosts', () => {
  it.each(Object.keys(expected))('%s', async (name) => {
    expect(summary(await factsOfHost(name))).toBe(expected[name]);
  });

  it.each(Object.keys(hosts))('%s has a name, an oddity and a whole model', (name) => {
    const host = resolved(name);
    expect(host.name).toBe(name);
    expect(host.oddity).toMatch(/^\S.*\.$/);
    expect(Object.keys(host.model ?? {}).toSorted()).toEqual([
      'build',
      'buildLines',
      'cpuVendor',
      'cpus',
      'hardware',
      'iommu',
      'links',
      'memoryMiB',
      'online',
      'packages',
      'pendingUpgrades',
      'repositories',
      'units',
      'virtualisation',
      'xenBoot',
    ]);
    expect(host.mounts?.map(({ mount }) => mount)).toContain('/');
  });

  it.each(Object.keys(hosts))('%s: what its repositories have covers what is installed', (name) => {
    const { packages = {}, repositories = {} } = resolved(name).model ?? {};
    const known = new Set(Object.values(repositories).flatMap((repository) => Object.keys(repository)));
    // Built by hand or from the AUR.
    const own = new Set(['xen', 'linux-custom']);
    expect(Object.keys(packages).filter((each) => !known.has(each) && !own.has(each))).toEqual([]);
  });
});
