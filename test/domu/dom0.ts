import type { Facts } from '../../src/core/facts.ts';
import { noStorage } from '../../src/domu/storage.ts';
import type { Surroundings } from '../../src/domu/surroundings.ts';
import { allToolPaths } from '../../src/domu/tools.ts';
import { fakeFacts } from '../support/fake-facts.ts';

const link = (name: string, kind: 'bridge' | 'ethernet', mac: string) => ({ name, kind, mac, up: true, carrier: true, addresses: [] });

/** The office computer booted into Xen, with its uplink in xenbr0. */
export const dom0Facts: Facts = {
  ...fakeFacts,
  kernels: [
    {
      name: 'linux',
      release: '6.18.2-arch1-1',
      image: '/boot/vmlinuz-linux',
      initramfs: '/boot/initramfs-linux.img',
      config: { CONFIG_XEN_DOM0: 'y' },
      running: true,
    },
  ],
  network: {
    ...fakeFacts.network,
    uplink: 'xenbr0',
    links: [link('enp3s0', 'ethernet', '8c:04:ba:11:22:33'), link('xenbr0', 'bridge', '8c:04:ba:11:22:33')],
  },
  xen: {
    running: true,
    dom0: true,
    guest: false,
    version: '4.21.2',
    virtCaps: ['pv', 'hvm', 'hap'],
    totalMiB: 31948,
    freeMiB: 27000,
    cpus: 6,
    domains: [{ name: 'Domain-0', id: 0, memoryMiB: 4096, vcpus: 6, state: 'r-----', seconds: 85 }],
  },
};

export const quiet: Surroundings = {
  facts: dom0Facts,
  hostId: '0123456789abcdef0123456789abcdef',
  configs: [],
  files: {
    '/boot/vmlinuz-linux': { type: 'file', size: 14_000_000 },
    '/boot/initramfs-linux.img': { type: 'file', size: 20_000_000 },
    '/var/lib/xen/images': { type: 'directory', size: 0 },
    ...Object.fromEntries(allToolPaths.map((path) => [path, { type: 'file' as const, size: 1000 }])),
  },
  freeBytes: { '/var/lib/xen/images/guest1.img': 80 * 2 ** 30, '/var/lib/xen/images/web.img': 80 * 2 ** 30 },
  fileSystems: { '/var/lib/xen/images': { type: 'ext4', device: '8:2' } },
  links: {},
  loops: {},
  media: {},
  found: [],
  storage: noStorage,
  pciDevices: [],
  pciNeeds: { uplink: 'xenbr0', used: ['enp3s0'] },
  person: { user: 'anna', sshKeys: ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGV4YW1wbGU anna@desk'] },
};
