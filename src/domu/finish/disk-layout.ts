import * as z from 'zod/mini';

/** A stretch of a disk that may hold a file system; the whole disk when it has no partition table. */
export interface Part {
  /** From the beginning of the disk. */
  readonly offset: number;
  readonly bytes: number | undefined;
  readonly type: string | undefined;
}

const table = z.object({
  partitiontable: z.object({
    sectorsize: z.optional(z.number()),
    partitions: z.optional(z.array(z.object({ start: z.number(), size: z.number(), type: z.string() }))),
  }),
});

/** `sfdisk --json DISK`; what is no partition table (exit 1) is one part. */
export function parseSfdisk(json: string): readonly Part[] {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    value = undefined;
  }
  const parsed = z.safeParse(table, value);
  if (!parsed.success) return [{ offset: 0, bytes: undefined, type: undefined }];
  const { sectorsize = 512, partitions = [] } = parsed.data.partitiontable;
  return partitions.map(({ start, size, type }) => ({ offset: start * sectorsize, bytes: size * sectorsize, type: type.toUpperCase() }));
}

/** `blkid -p -o export`: `KEY=value` lines. */
export const parseBlkid = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text
      .split('\n')
      .flatMap((line) => (/^([A-Z_]+)=(.*)$/.exec(line) === null ? [] : [[line.split('=')[0] ?? '', line.slice(line.indexOf('=') + 1)]])),
  );

/** For every mount of a guest's file system: no device or program of its making may have power over this host. */
export const inert: readonly string[] = ['nosuid', 'nodev'];

/** Options of mount(8) that reach a part without a device of its own; the loop device goes with the mount. */
export const mountOptions = ({ offset, bytes }: Part, ...more: readonly string[]): string =>
  ['loop', `offset=${offset}`, ...(bytes === undefined ? [] : [`sizelimit=${bytes}`]), ...more].join(',');
