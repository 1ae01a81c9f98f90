import * as z from 'zod/mini';
import { devicePath, oneOf, plainPath, sizeGiB, volumeName, zfsName } from '../patterns.ts';

const file = <Kind extends string>(kind: Kind) => z.strictObject({ kind: z.literal(kind), path: plainPath, sizeGiB });

const disks = [
  file('sparse-file'),
  file('full-file'),
  file('nocow-file'),
  file('qcow2'),
  z.strictObject({ kind: z.literal('lvm'), group: volumeName, volume: volumeName, sizeGiB }),
  z.strictObject({ kind: z.literal('lvm-thin'), group: volumeName, pool: volumeName, volume: volumeName, sizeGiB }),
  z.strictObject({ kind: z.literal('zfs'), volume: zfsName, sizeGiB }),
  /** A whole disk or partition of the host, empty. */
  z.strictObject({ kind: z.literal('device'), path: devicePath }),
  /** A disk that is there already, with what is on it: a file or a device. archxen never removes it. */
  z.strictObject({ kind: z.literal('existing'), path: plainPath, format: z.enum(['raw', 'qcow2', 'vhd']) }),
] as const;

/** What a guest's disk is on dom0's side. Each kind is one file in this folder. */
export const diskSchema = z.discriminatedUnion('kind', disks, oneOf(disks.flatMap(({ shape }) => shape.kind.def.values)));
export type GuestDisk = z.infer<typeof diskSchema>;
export type DiskOf<Kind extends GuestDisk['kind']> = Extract<GuestDisk, { kind: Kind }>;
/** Kinds of which a new disk is made by its size alone. */
export const newDiskKinds = ['sparse-file', 'full-file', 'nocow-file', 'qcow2', 'lvm', 'lvm-thin', 'zfs'] as const;
export type NewDiskKind = (typeof newDiskKinds)[number];
