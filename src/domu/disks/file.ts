import { dirname } from 'node:path/posix';
import type { Change, CommandChange } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import { imageDirectory, imagePath } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import { diskCheck, gib, type NewDisk, takenCheck } from './disk-kind.ts';
import type { DiskOf } from './schema.ts';

export type FileKind = 'sparse-file' | 'full-file' | 'nocow-file' | 'qcow2';
type FileDisk = DiskOf<FileKind>;

interface FileDiskRecipe<Disk extends FileDisk> {
  readonly id: Disk['kind'];
  readonly label: string;
  readonly detail: string;
  readonly extension: string;
  readonly format: 'raw' | 'qcow2';
  readonly why: string;
  /** The whole size is taken at once, not as the guest writes. */
  readonly full: boolean;
  /** One after the other; the first one makes the file. */
  readonly commands: (path: string, sizeGiB: number) => readonly (readonly string[])[];
  /** Further conditions; a string: why not. */
  readonly lacks?: (around: Surroundings, directory: string) => string | undefined;
  readonly sizes: (size: number, disk: FileDisk) => boolean;
}

/** A disk that is a file of dom0: what all of them have in common. */
export function fileDisk<Disk extends FileDisk>(recipe: FileDiskRecipe<Disk>): NewDisk<Disk> {
  const { id, label, detail, format, commands, full, lacks, sizes, extension } = recipe;
  const lacking = (around: Surroundings, path: string): string | undefined => lacks?.(around, dirname(path));
  return {
    id,
    label,
    detail,
    check: (disk, index, around) => {
      const taken = takenCheck(disk.path, index, around);
      return taken.length > 0 ? taken : [fileCheck(disk, full, lacking(around, disk.path), index, around)];
    },
    takes: ({ path, sizeGiB }, { fileSystems, freeBytes }) => {
      const directory = dirname(path);
      const place = fileSystems[directory]?.device ?? directory;
      return { place, name: `the file system of ${directory}`, bytes: sizeGiB * gib, freeBytes: freeBytes[path], atOnce: full };
    },
    changes: (disk, index, guest) => [
      ...(dirname(disk.path) === imageDirectory ? directories(`guest.${guest}.disk${index}.directory`, imageDirectory) : []),
      ...commands(disk.path, disk.sizeGiB).map((argv, nth) => command(argv, nth, disk, `guest.${guest}.disk${index}`, recipe.why)),
    ],
    options: () => `format=${format}`,
    target: ({ path }) => path,
    present: (disk, { files }) => files[disk.path]?.type === 'file' && sizes(files[disk.path]?.size ?? 0, disk),
    fresh: (name, sizeGiB, around) => {
      const path = imagePath(name, extension);
      return lacking(around, path) ?? ({ kind: id, path, sizeGiB } as Disk);
    },
  };
}

export const directories = (id: string, path: string): readonly Change[] =>
  [dirname(path), path].map((directory, level) => ({
    kind: 'directory' as const,
    id: `${id}${level}`,
    title: `Make the directory ${directory}`,
    path: directory,
    present: true,
    mode: 0o755,
    uid: 0,
    gid: 0,
  }));

const command = (argv: readonly string[], nth: number, disk: FileDisk, id: string, why: string): CommandChange => ({
  kind: 'command',
  id: nth === 0 ? id : `${id}.${nth}`,
  title: nth === 0 ? `Make the disk ${disk.path} of ${disk.sizeGiB} GiB` : `Shape the disk ${disk.path}`,
  ...(nth === 0 ? { why } : {}),
  argv,
  // Not among the files that are backed up: a disk is read by nobody but its guest. The checks say that nothing is there.
  writes: [],
  ...(nth === 0 ? { creates: disk.path, undo: ['rm', '-f', disk.path] } : {}),
  timeoutSeconds: 600,
});

function fileCheck({ path, sizeGiB }: FileDisk, full: boolean, lacking: string | undefined, index: number, around: Surroundings): Check {
  const { files, freeBytes } = around;
  const base = diskCheck(index);
  if (files[path] !== undefined) {
    return { ...base, state: 'fail', detail: `${path} is there already.`, hint: 'Choose another path; archxen does not overwrite it.' };
  }
  const directory = dirname(path);
  if (directory !== imageDirectory && files[directory]?.type !== 'directory') {
    return { ...base, state: 'fail', detail: `There is no directory ${directory}.`, hint: `Make it, or use ${imageDirectory}.` };
  }
  if (lacking !== undefined)
    return { ...base, state: 'fail', detail: `${path} cannot be made: ${lacking}.`, hint: 'Choose another kind of disk.' };
  const free = freeBytes[path];
  if (free === undefined) return { ...base, state: 'unknown', detail: `How much space is free for ${path} could not be read.` };
  const freeGiB = (free / gib).toFixed(1);
  if (free < 64 * 2 ** 20) {
    return { ...base, state: 'fail', detail: `There is no space left for ${path}.`, hint: 'Free some, or choose a path on another disk.' };
  }
  if (free >= sizeGiB * gib)
    return { ...base, state: 'pass', detail: `${path}, ${sizeGiB} GiB${full ? '' : ' sparse'}, ${freeGiB} GiB free` };
  if (full) {
    return {
      ...base,
      state: 'fail',
      detail: `${path} takes ${sizeGiB} GiB at once, and only ${freeGiB} GiB are free.`,
      hint: 'Choose a smaller size, or a sparse file.',
    };
  }
  return {
    ...base,
    state: 'warn',
    detail: `${path} may grow to ${sizeGiB} GiB, but only ${freeGiB} GiB are free.`,
    reason: 'When dom0 has no space left, the guest gets write errors.',
    hint: 'Choose a smaller size.',
  };
}
