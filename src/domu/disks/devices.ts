import type { Check } from '../../core/check.ts';
import type { Surroundings } from '../surroundings.ts';
import { diskCheck, gib, type KindOf, takenCheck } from './disk-kind.ts';
import { deviceAt, whyInUse } from './in-use.ts';

/** A whole disk or partition of the host, given to the guest as it is. */
export const device: KindOf<'device'> = {
  id: 'device',
  label: 'disk or partition',
  detail: 'a whole disk or partition of this host',
  check: ({ path }, index, around) => guarded(path, index, around, true),
  changes: () => [],
  options: () => 'format=raw',
  target: ({ path }) => path,
  present: ({ path }, { files }) => files[path] !== undefined,
};

/** A disk with a system on it, made by somebody else: never written by archxen, and never removed. */
export const existing: KindOf<'existing'> = {
  id: 'existing',
  label: 'existing disk',
  detail: 'a file or device with a system on it',
  check: ({ path }, index, around) => {
    // A link to the host's own disk may lie anywhere.
    const real = around.links[path] ?? path;
    if (real.startsWith('/dev/')) return guarded(path, index, around, false);
    const taken = takenCheck(path, index, around);
    if (taken.length > 0) return taken;
    const found = around.files[real];
    const base = diskCheck(index);
    if (found === undefined) return [{ ...base, state: 'fail', detail: `There is no file ${path}.`, hint: 'Correct the path.' }];
    if (found.type !== 'file') return [{ ...base, state: 'fail', detail: `${path} is not a disk.`, hint: 'Give a file or a device.' }];
    if (found.size === 0) return [{ ...base, state: 'fail', detail: `${path} is empty.`, hint: 'Copy the file again.' }];
    const loop = around.loops[real];
    if (loop !== undefined) {
      const hint = `If nobody needs it there: umount ${loop}; losetup -d ${loop}`;
      return [{ ...base, state: 'fail', detail: `${path} is behind ${loop} already, and two writers destroy it.`, hint }];
    }
    return [{ ...base, state: 'pass', detail: `${path}, ${(found.size / gib).toFixed(1)} GiB, kept when the guest is removed` }];
  },
  changes: () => [],
  options: ({ format }) => `format=${format}`,
  target: ({ path }) => path,
  present: ({ path }, { files }) => files[path] !== undefined,
};

/** Never a device that is mounted, in use, or holds the host's root; as a new disk, never one with anything on it. */
function guarded(path: string, index: number, around: Surroundings, asNew: boolean): readonly Check[] {
  const base = diskCheck(index);
  const taken = takenCheck(path, index, around);
  if (taken.length > 0) return taken;
  const found = deviceAt(path, around);
  if (found === undefined) return [{ ...base, state: 'fail', detail: `There is no block device ${path}.`, hint: 'lsblk lists them.' }];
  const why = whyInUse(found, around);
  if (why !== undefined) return [{ ...base, state: 'fail', detail: `${why}.`, hint: 'Choose another device. Nothing was changed on it.' }];
  const content = found.filesystem ?? (found.partitionTable && `a partition table (${found.partitionTable})`);
  if (asNew && content !== undefined) {
    return [
      {
        ...base,
        state: 'fail',
        detail: `There is ${content} on ${path}.`,
        hint: `If nobody needs what is on it: wipefs -a ${path}. To start what is on it, use it as an existing disk.`,
      },
    ];
  }
  return [{ ...base, state: 'pass', detail: `${path}, ${(found.bytes / gib).toFixed(1)} GiB, kept when the guest is removed` }];
}
