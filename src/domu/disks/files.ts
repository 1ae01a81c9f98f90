import { toolAt } from '../tools.ts';
import { gib } from './disk-kind.ts';
import { fileDisk } from './file.ts';
import type { DiskOf } from './schema.ts';

/** ">": at least this size. A file that came there meanwhile is never cut. */
const truncate = (path: string, sizeGiB: number): readonly string[] => ['truncate', '-s', `>${sizeGiB}G`, path];

/** A file that takes space only as the guest writes to it. */
export const sparseFile = fileDisk<DiskOf<'sparse-file'>>({
  id: 'sparse-file',
  label: 'sparse file',
  detail: 'takes space only as the guest writes',
  extension: 'img',
  format: 'raw',
  why: 'a sparse file: it takes space only as the guest writes',
  full: false,
  commands: (path, sizeGiB) => [truncate(path, sizeGiB)],
  sizes: (size, disk) => size === disk.sizeGiB * gib,
});

export const fullFile = fileDisk<DiskOf<'full-file'>>({
  id: 'full-file',
  label: 'preallocated file',
  detail: 'its space is taken at once and cannot run out later',
  extension: 'img',
  format: 'raw',
  why: 'its space is taken at once, so it cannot run out while the guest runs',
  full: true,
  commands: (path, sizeGiB) => [['fallocate', '-l', `${sizeGiB}GiB`, path]],
  sizes: (size, disk) => size === disk.sizeGiB * gib,
});

/** chattr(1): C works on empty files only, so the file is made empty first. */
export const nocowFile = fileDisk<DiskOf<'nocow-file'>>({
  id: 'nocow-file',
  label: 'btrfs file without copy-on-write',
  detail: 'on btrfs: no slow fragments; also no checksums',
  extension: 'img',
  format: 'raw',
  why: 'without copy-on-write, as the disk of a guest falls into fragments with it',
  full: false,
  commands: (path, sizeGiB) => [['touch', path], ['chattr', '+C', path], truncate(path, sizeGiB)],
  lacks: ({ fileSystems }, directory) =>
    fileSystems[directory]?.type === 'btrfs'
      ? undefined
      : `${directory} is not on btrfs${fileSystems[directory] ? ` but on ${fileSystems[directory].type}` : ''}`,
  sizes: (size, disk) => size === disk.sizeGiB * gib,
});

export const qcow2 = fileDisk<DiskOf<'qcow2'>>({
  id: 'qcow2',
  label: 'qcow2 file',
  detail: "QEMU's format: grows, and can hold snapshots; slower",
  extension: 'qcow2',
  format: 'qcow2',
  why: 'it grows as the guest writes, and qemu-img can make snapshots of it',
  full: false,
  commands: (path, sizeGiB) => [['qemu-img', 'create', '-q', '-f', 'qcow2', path, `${sizeGiB}G`]],
  lacks: (around) =>
    toolAt(around, 'qemuImg') === undefined
      ? 'qemu-img is not installed (pacman -S qemu-img)'
      : toolAt(around, 'deviceModel') === undefined
        ? 'QEMU for Xen is not installed, which serves such disks (AUR package xen-qemu)'
        : undefined,
  // Only its header tells the size that the guest sees.
  sizes: (size) => size > 0,
});
