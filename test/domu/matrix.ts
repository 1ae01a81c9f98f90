import { guestKinds } from '../../src/core/answers.ts';
import { failures } from '../../src/core/check.ts';
import { guestChecks } from '../../src/domu/check.ts';
import { completeGuest } from '../../src/domu/defaults.ts';
import type { Guest, GuestDraft } from '../../src/domu/guest.ts';
import type { IsoMedium, Media } from '../../src/domu/media/medium.ts';
import type { Surroundings } from '../../src/domu/surroundings.ts';
import { quiet } from './dom0.ts';

const iso = (more: Partial<IsoMedium>): Media => ({
  medium: {
    kind: 'iso',
    bytes: 2 ** 20,
    iso: { label: '', publisher: '', application: '', bytes: 2 ** 20, uuid: '2026-03-01-10-20-30-00', udf: false, paths: [], ...more },
  },
});

/** Media that lie in dom0. */
export const media: Surroundings['media'] = {
  '/iso/arch.iso': iso({ label: 'ARCH_202603', paths: ['arch/boot/x86_64/vmlinuz-linux', 'arch/boot/x86_64/initramfs-linux.img'] }),
  '/iso/windows.iso': iso({ label: 'CCCOMA_X64FRE_EN-US_DV9', publisher: 'MICROSOFT CORPORATION' }),
  '/iso/other.iso': iso({ label: 'MEMTEST' }),
  '/iso/debian-13-genericcloud.qcow2': { medium: { kind: 'image', format: 'qcow2', bytes: 2 ** 28, virtualBytes: 3 * 2 ** 30 } },
  '/srv/old.img': { medium: { kind: 'image', format: 'raw', bytes: 2 ** 30, virtualBytes: 2 ** 30 } },
  '/srv/tree': {
    medium: { kind: 'tree', os: 'Arch Linux', kernel: '/srv/tree/boot/vmlinuz-linux', initramfs: '/srv/tree/boot/initramfs-linux.img' },
  },
};

const device = (path: string, more: object = {}) => ({
  path,
  node: path,
  type: 'disk',
  bytes: 50 * 2 ** 30,
  readOnly: false,
  filesystem: undefined,
  uuid: undefined,
  partitionTable: undefined,
  mounts: [],
  children: [],
  ...more,
});

/** A host that has every kind of storage. */
export const rich: Surroundings = {
  ...quiet,
  media,
  files: {
    ...quiet.files,
    ...Object.fromEntries(
      ['/srv/old.img', '/srv/tree/boot/vmlinuz-linux', '/srv/tree/boot/initramfs-linux.img'].map((path) => [
        path,
        { type: 'file', size: 2 ** 20 },
      ]),
    ),
  },
  freeBytes: new Proxy({}, { get: () => 80 * 2 ** 30 }),
  fileSystems: { '/var/lib/xen/images': { type: 'btrfs', device: '0:25' } },
  storage: {
    devices: [
      device('/dev/sda', { partitionTable: 'gpt', mounts: ['/boot', '/'], children: ['/dev/sda1', '/dev/sda2'] }),
      device('/dev/sda1', { type: 'part', filesystem: 'vfat', mounts: ['/boot'] }),
      device('/dev/sda2', { type: 'part', filesystem: 'ext4', mounts: ['/'] }),
      device('/dev/sdb'),
      device('/dev/sdc', { filesystem: 'ext4' }),
      device('/dev/sdd', { partitionTable: 'gpt', children: ['/dev/sdd1'] }),
      device('/dev/sdd1', { type: 'part', filesystem: 'linux_raid_member' }),
      device('/dev/sde', { filesystem: 'swap', mounts: ['[SWAP]'] }),
      device('/dev/sr0', { type: 'rom' }),
    ],
    groups: [{ name: 'vg0', freeBytes: 60 * 2 ** 30 }],
    thinPools: [{ group: 'vg0', name: 'pool', freeBytes: 30 * 2 ** 30 }],
    zpools: [{ name: 'tank', freeBytes: 90 * 2 ** 30 }],
  },
};

/** What refuses such a guest. */
export const failed = (answers: Omit<GuestDraft, 'v'>, around: Surroundings = rich): readonly string[] =>
  failures(guestChecks(completeGuest({ v: 1, name: 'web', ...answers }, around), around)).map(({ title, detail }) => `${title}: ${detail}`);

export const sources: Readonly<Record<string, Partial<GuestDraft>>> = {
  kernel: {},
  'arch-iso': { from: '/iso/arch.iso' },
  'windows-iso': { from: '/iso/windows.iso' },
  'other-iso': { from: '/iso/other.iso' },
  'cloud-image': { from: '/iso/debian-13-genericcloud.qcow2' },
  'old-disk': { from: '/srv/old.img' },
  tree: { from: '/srv/tree' },
};

export const disks: Readonly<Record<string, Guest['disks']>> = {
  none: [],
  'sparse-file': [{ kind: 'sparse-file', path: '/var/lib/xen/images/web.img', sizeGiB: 10 }],
  'full-file': [{ kind: 'full-file', path: '/var/lib/xen/images/web.img', sizeGiB: 10 }],
  'nocow-file': [{ kind: 'nocow-file', path: '/var/lib/xen/images/web.img', sizeGiB: 10 }],
  qcow2: [{ kind: 'qcow2', path: '/var/lib/xen/images/web.qcow2', sizeGiB: 10 }],
  lvm: [{ kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 10 }],
  'lvm-thin': [{ kind: 'lvm-thin', group: 'vg0', pool: 'pool', volume: 'web', sizeGiB: 10 }],
  zfs: [{ kind: 'zfs', volume: 'tank/web', sizeGiB: 10 }],
  device: [{ kind: 'device', path: '/dev/sdb' }],
  four: [
    { kind: 'lvm', group: 'vg0', volume: 'web', sizeGiB: 10 },
    { kind: 'sparse-file', path: '/var/lib/xen/images/web.img', sizeGiB: 10 },
    { kind: 'zfs', volume: 'tank/web', sizeGiB: 10 },
    { kind: 'device', path: '/dev/sdb' },
  ],
};

/** Every kind of guest with every source and every disk that go together; a source with a disk of its own keeps that one first. */
export const matrix: readonly (readonly [string, Guest])[] = guestKinds
  .flatMap((kind) =>
    Object.entries(sources).flatMap(([source, draft]) =>
      Object.entries(disks).map(([disk, list]): readonly [string, Guest] => {
        const own = source === 'old-disk' ? [{ kind: 'existing' as const, path: '/srv/old.img', format: 'raw' as const }] : [];
        return [`${kind} ${source} ${disk}`, completeGuest({ v: 1, name: 'web', kind, ...draft, disks: [...own, ...list] }, rich)];
      }),
    ),
  )
  .filter(([, guest]) => failures(guestChecks(guest, rich)).length === 0);
