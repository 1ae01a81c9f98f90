import type { Answers } from '../../src/core/answers.ts';
import { sha256 } from '../../src/core/digest.ts';
import type { Facts, FileFacts } from '../../src/core/facts.ts';
import type { PackageBaseFacts } from '../../src/core/facts-packages.ts';

/** A text file of a sample host, owned by root. */
export const textFile = (text: string): FileFacts => ({
  type: 'file',
  size: text.length,
  mode: 0o644,
  uid: 0,
  gid: 0,
  text,
  sha256: sha256(text),
});

export const packageBase = (base: string, more: Partial<PackageBaseFacts> = {}): PackageBaseFacts => ({
  base,
  url: `https://aur.archlinux.org/${base}.git`,
  branch: 'master',
  commit: '5ce4a1b0f0c7f1d2a3b4c5d6e7f8091a2b3c4d5e',
  version: '4.21.2-1',
  packages: [base],
  depends: [],
  makedepends: [],
  pgpKeys: [],
  pkgbuild: `pkgbase=${base}\n`,
  ...more,
});

export const uplinkPath = '/etc/systemd/network/20-ethernet.network';
export const uplinkText = '[Match]\nName=en*\n\n[Link]\nRequiredForOnline=routable\n\n[Network]\nDHCP=yes\n';

/** An ordinary desktop-class host on plain Arch: UEFI, systemd-boot, systemd-networkd with DHCP, at the console as root. */
const ordinary: Facts = {
  v: 1,
  os: {
    id: 'arch',
    idLike: [],
    name: 'Arch Linux',
    machine: 'x86_64',
    hostname: 'host',
    kernelRelease: '6.18.2-arch1-1',
    bootId: '8a1fd3c8-2f0e-4b4e-9d30-8a7f6f3b9d10',
    commandLine: ['root=UUID=3f1d7b1e-5d2f-4c55-9d6f-0f3d3e0f7a11', 'rw'],
    uptimeSeconds: 4000,
    init: 'systemd',
  },
  cpu: { vendor: 'intel', model: 'Intel(R) Core(TM) i5-8500T CPU @ 2.10GHz', count: 6, virtualisation: 'vmx', evidence: '/proc/cpuinfo' },
  iommu: { table: 'DMAR', active: [], groups: 12 },
  firmware: { type: 'uefi', bits: 64, secureBoot: 'off', variablesWritable: true },
  hardware: { vendor: 'Dell Inc.', product: 'OptiPlex 3060', virtual: 'none', disks: [] },
  memory: { totalMiB: 31950, availableMiB: 30000 },
  boot: {
    loaders: [{ id: 'systemd-boot', version: '258', booted: true, evidence: ['LoaderInfo'] }],
    esp: { mount: '/boot', device: '/dev/nvme0n1p1', fstype: 'vfat', totalMiB: 511, freeMiB: 412, writable: true },
    bootMount: '/boot',
    bootFs: { mount: '/boot', device: '/dev/nvme0n1p1', fstype: 'vfat', options: ['rw'] },
    rootFs: { mount: '/', device: '/dev/nvme0n1p2', fstype: 'ext4', options: ['rw'], uuid: '3f1d7b1e-5d2f-4c55-9d6f-0f3d3e0f7a11' },
    efi: { bootOrder: [], entries: [], loaderInfo: 'systemd-boot 258.1-arch' },
    devices: [{ path: '/dev/nvme0n1p2', uuid: '3f1d7b1e-5d2f-4c55-9d6f-0f3d3e0f7a11', fstype: 'ext4' }],
  },
  kernels: [
    {
      name: 'linux',
      release: '6.18.2-arch1-1',
      image: '/boot/vmlinuz-linux',
      initramfs: '/boot/initramfs-linux.img',
      config: { CONFIG_XEN_DOM0: 'y' },
      configSource: '/proc/config.gz',
      running: true,
    },
  ],
  network: {
    manager: 'systemd-networkd',
    evidence: ['networkctl list'],
    alsoEnabled: [],
    uplink: 'enp3s0',
    gateway: '192.0.2.1',
    links: [
      {
        name: 'enp3s0',
        kind: 'ethernet',
        mac: '52:54:00:12:34:56',
        up: true,
        carrier: true,
        addresses: [
          { address: '192.0.2.17/24', family: 4, dynamic: true, scope: 'global' },
          { address: 'fe80::5054:ff:fe12:3456/64', family: 6, dynamic: false, scope: 'link' },
        ],
      },
    ],
    nameservers: ['192.0.2.1'],
    uplinkFile: uplinkPath,
    brNetfilter: false,
    online: true,
  },
  session: { uid: 0, user: 'root', via: 'vt' },
  conflicts: { modules: [] },
  pacman: {
    multilib: false,
    locked: false,
    installed: { linux: '6.18.2', git: '2.52' },
    pendingUpgrades: [],
    runningKernelInstalled: true,
  },
  bases: {
    xen: packageBase('xen', {
      packages: ['xen', 'xen-docs'],
      depends: ['zlib', 'libuuid.so', 'lib32-glibc>=2.40'],
      makedepends: ['git', 'acpica', 'zlib'],
    }),
    'xen-qemu': packageBase('xen-qemu', {
      version: '11.1.0-1',
      depends: ['xen', 'numactl', 'zlib'],
      makedepends: ['ninja'],
      pgpKeys: ['CEACC9E15534EBABB82D3FA03353C9CEF108B584'],
    }),
  },
  builders: [{ user: 'alice', uid: 1000, gid: 1000, home: '/home/alice', groups: ['wheel'], sudo: true }],
  disk: { buildFreeMiB: 86000, buildTotalMiB: 240000, bootFreeMiB: 412 },
  units: {},
  xen: { running: false, dom0: false, guest: false },
  files: {
    '/etc/pacman.conf': textFile(
      '[options]\nArchitecture = auto\n\n[core]\nInclude = /etc/pacman.d/mirrorlist\n\n#[multilib]\n#Include = /etc/pacman.d/mirrorlist\n',
    ),
    '/etc/fstab': textFile('UUID=3f1d7b1e-5d2f-4c55-9d6f-0f3d3e0f7a11 / ext4 rw 0 1\n'),
    [uplinkPath]: textFile(uplinkText),
    '/boot/vmlinuz-linux': { type: 'file', size: 14_000_000, mode: 0o755, uid: 0, gid: 0, magic: 'bzimage' },
    '/boot/initramfs-linux.img': { type: 'file', size: 18_000_000, mode: 0o755, uid: 0, gid: 0, magic: 'zstd' },
    '/boot/loader/loader.conf': textFile('default arch.conf\ntimeout 3\n'),
    '/boot/loader/entries/arch.conf': textFile(
      'title Arch Linux\nlinux /vmlinuz-linux\ninitrd /initramfs-linux.img\noptions root=UUID=3f1d7b1e-5d2f-4c55-9d6f-0f3d3e0f7a11 rw\n',
    ),
  },
  archxen: { version: '0.1.0', bundle: { path: '/root/archxen.mjs', sha256: sha256('bundle') }, node: '/usr/bin/node' },
  notes: [],
};

type Changes = { readonly [Topic in keyof Facts]?: Partial<Facts[Topic]> };

/** The ordinary host, with some facts of some topics changed. Lists are replaced whole. */
export function sampleFacts(changes: Changes = {}): Facts {
  const merged = Object.entries(ordinary).map(([topic, value]) => {
    const change: unknown = Reflect.get(changes, topic);
    return [topic, change === undefined || Array.isArray(value) || typeof value !== 'object' ? (change ?? value) : { ...value, ...change }];
  });
  return Object.fromEntries(merged);
}

export const sampleAnswers = (changes: { readonly [Key in keyof Answers]?: Partial<Answers[Key]> } = {}): Answers => {
  const answers: Answers = {
    v: 1,
    guests: { kinds: ['pvh', 'pv', 'hvm'] },
    build: {
      url: 'https://aur.archlinux.org',
      branch: 'master',
      stubdom: false,
      extras: [],
      tidy: false,
      firmware: 'xen-edk2',
      user: 'alice',
      jobs: 6,
      source: 'aur',
      place: '',
      signed: false,
      where: 'in-place',
      packager: '',
      ccache: false,
      variables: {},
    },
    dom0: { memoryMiB: 4096, vcpus: 4 },
    network: { mode: 'bridge', bridge: 'xenbr0', uplink: 'enp3s0', subnet: '192.168.223.1/24', windowSeconds: 60 },
    boot: {
      loader: 'systemd-boot',
      kernel: 'linux',
      trial: 'once',
      xenOptions: '',
      kernelOptions: '',
      confirmByItself: false,
      rescue: true,
      serial: 'auto',
      image: 'files',
      onRed: 'reboot',
      watchdog: 'trial',
    },
    services: { autostart: true },
  };
  const merged = Object.entries(answers).map(([key, value]) => {
    const change: unknown = Reflect.get(changes, key);
    return [key, typeof value === 'object' && change !== undefined ? { ...value, ...change } : value];
  });
  return Object.fromEntries(merged);
};
