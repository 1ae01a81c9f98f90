import { dirname } from 'node:path/posix';
import type { Check } from '../../core/check.ts';
import { type GuestDisk, imageDirectory } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DiskKind } from './disk-kind.ts';

type SparseFile = Extract<GuestDisk, { kind: 'sparse-file' }>;

const gib = 2 ** 30;

/** A file that takes space only as the guest writes to it. */
export const sparseFile: DiskKind<SparseFile> = {
  id: 'sparse-file',
  check: (disk, index, around) => [fileCheck(disk, index, around)],
  changes: ({ path, sizeGiB }, index, guest) => [
    ...(dirname(path) === imageDirectory
      ? ['/var/lib/xen', imageDirectory].map((directory, level) => ({
          kind: 'directory' as const,
          id: `guest.${guest}.disk${index}.directory${level}`,
          title: `Make the directory ${directory}`,
          path: directory,
          present: true,
          mode: 0o755,
          uid: 0,
          gid: 0,
        }))
      : []),
    {
      kind: 'command',
      id: `guest.${guest}.disk${index}`,
      title: `Make the disk ${path} of ${sizeGiB} GiB`,
      why: 'a sparse file: it takes space only as the guest writes',
      // ">": at least this size. A file that came there meanwhile is never cut.
      argv: ['truncate', '-s', `>${sizeGiB}G`, path],
      // Not among the files that are backed up: a disk is read by nobody but its guest. The checks say that nothing is there.
      writes: [],
      undo: ['rm', '-f', path],
      timeoutSeconds: 60,
    },
  ],
  options: () => 'format=raw',
  target: ({ path }) => path,
  present: ({ path, sizeGiB }, { files }) => files[path]?.type === 'file' && files[path]?.size === sizeGiB * gib,
};

function fileCheck({ path, sizeGiB }: SparseFile, index: number, { files, freeBytes, configs }: Surroundings): Check {
  const base = { id: `guest.disk${index}`, title: `Disk ${index + 1}` };
  const user = configs.find((config) => config.disks.includes(path));
  if (user !== undefined) {
    return { ...base, state: 'fail', detail: `${path} is a disk of the guest ${user.name}.`, hint: 'Choose another path.' };
  }
  if (files[path] !== undefined) {
    return { ...base, state: 'fail', detail: `${path} is there already.`, hint: 'Choose another path; archxen does not overwrite it.' };
  }
  const directory = dirname(path);
  if (directory !== imageDirectory && files[directory]?.type !== 'directory') {
    return { ...base, state: 'fail', detail: `There is no directory ${directory}.`, hint: `Make it, or use ${imageDirectory}.` };
  }
  const free = freeBytes[path];
  if (free === undefined) return { ...base, state: 'unknown', detail: `How much space is free for ${path} could not be read.` };
  const freeGiB = (free / gib).toFixed(1);
  if (free < 64 * 2 ** 20) {
    return { ...base, state: 'fail', detail: `There is no space left for ${path}.`, hint: 'Free some, or choose a path on another disk.' };
  }
  if (free < sizeGiB * gib) {
    return {
      ...base,
      state: 'warn',
      detail: `${path} may grow to ${sizeGiB} GiB, but only ${freeGiB} GiB are free.`,
      reason: 'When dom0 has no space left, the guest gets write errors.',
      hint: 'Choose a smaller size.',
    };
  }
  return { ...base, state: 'pass', detail: `${path}, ${sizeGiB} GiB sparse, ${freeGiB} GiB free` };
}
