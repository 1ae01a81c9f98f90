import type { Answers } from '../../src/core/answers.ts';
import type { Facts } from '../../src/core/facts.ts';

/** A small office computer: UEFI, systemd-boot, one wired interface. */
export const fakeFacts: Facts = {
  v: 1,
  os: {
    id: 'arch',
    idLike: [],
    name: 'Arch Linux',
    machine: 'x86_64',
    hostname: 'pelican',
    kernelRelease: '6.18.2-arch1-1',
    bootId: '7d6a3a1e-1f6c-4c38-9d0b-6f3c5e2b9a10',
    commandLine: ['root=UUID=5f2c', 'rw'],
    uptimeSeconds: 4211,
    init: 'systemd',
  },
  cpu: { vendor: 'intel', model: 'Intel Core i5-8500T', count: 6, virtualisation: 'vmx', evidence: '/proc/cpuinfo' },
  iommu: { table: 'DMAR', active: ['dmar0'], groups: 12 },
  firmware: { type: 'uefi', bits: 64, secureBoot: 'off', variablesWritable: true },
  hardware: { vendor: 'Dell Inc.', product: 'OptiPlex 3060', virtual: 'none', disks: [] },
  memory: { totalMiB: 31948, availableMiB: 29010 },
  boot: {
    loaders: [{ id: 'systemd-boot', version: '258', booted: true, evidence: ['LoaderInfo: systemd-boot 258'] }],
    esp: { mount: '/boot', device: '/dev/nvme0n1p1', fstype: 'vfat', totalMiB: 511, freeMiB: 412, writable: true },
    bootMount: '/boot',
    efi: { bootOrder: ['0001'], entries: [] },
    devices: [],
  },
  kernels: [{ name: 'linux', release: '6.18.2-arch1-1', image: '/boot/vmlinuz-linux', config: { CONFIG_XEN_DOM0: 'y' }, running: true }],
  network: {
    manager: 'systemd-networkd',
    evidence: ['networkctl'],
    alsoEnabled: [],
    uplink: 'enp3s0',
    gateway: '192.0.2.1',
    links: [],
    nameservers: ['192.0.2.1'],
    brNetfilter: false,
  },
  session: { uid: 0, user: 'root', via: 'vt' },
  conflicts: { modules: [] },
  pacman: { multilib: false, locked: false, installed: {}, pendingUpgrades: [], runningKernelInstalled: true },
  bases: {},
  builders: [{ user: 'anna', uid: 1000, gid: 1000, home: '/home/anna', groups: ['wheel'] }],
  disk: { buildFreeMiB: 86016 },
  units: {},
  xen: { running: false, dom0: false, guest: false },
  files: {
    '/etc/pacman.conf': {
      type: 'file',
      size: 90,
      mode: 0o644,
      uid: 0,
      gid: 0,
      text: '[options]\nHoldPkg = pacman glibc\nArchitecture = auto\nCheckSpace\n\n[core]\nInclude = x\n\n#[multilib]\n#Include = x\n',
    },
  },
  archxen: { version: '0.1.0', node: '26.10.0' },
  notes: [],
};

export const fakeAnswers: Answers = {
  v: 1,
  guests: { kinds: ['pvh', 'pv'] },
  build: { url: 'https://aur.archlinux.org', branch: 'master', stubdom: false, user: 'anna', jobs: 6, variables: {} },
  dom0: { memoryMiB: 4096, vcpus: 4 },
  network: { mode: 'bridge', bridge: 'xenbr0', uplink: 'enp3s0', windowSeconds: 60 },
  boot: { loader: 'systemd-boot', kernel: 'linux', trial: 'once', xenOptions: '', kernelOptions: '', confirmByItself: false },
  services: { autostart: true },
};
