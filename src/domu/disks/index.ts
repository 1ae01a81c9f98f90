import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { GuestDisk } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import type { DiskKind } from './disk-kind.ts';
import { sparseFile } from './sparse-file.ts';

const kinds: { readonly [Kind in GuestDisk['kind']]: DiskKind<Extract<GuestDisk, { kind: Kind }>> } = {
  'sparse-file': sparseFile,
};

/** xvda, xvdb, ... */
const deviceName = (index: number): string => `xvd${String.fromCharCode('a'.charCodeAt(0) + index)}`;

/** A disk for xl, `target=` last because it takes the rest of the text. */
export const diskText = (disk: GuestDisk, index: number): string =>
  `${kinds[disk.kind].options(disk)}, vdev=${deviceName(index)}, access=rw, target=${kinds[disk.kind].target(disk)}`;

export const diskChecks = (disk: GuestDisk, index: number, around: Surroundings): readonly Check[] =>
  kinds[disk.kind].check(disk, index, around);

export const diskChanges = (disk: GuestDisk, index: number, guest: string): readonly Change[] =>
  kinds[disk.kind].changes(disk, index, guest);

export const diskPresent = (disk: GuestDisk, around: Surroundings): boolean => kinds[disk.kind].present(disk, around);

export const diskTargetPath = (disk: GuestDisk): string => kinds[disk.kind].target(disk);
