/**
 * ISO 9660 (ECMA-119) with Rock Ridge names (IEEE P1282), as much as it takes to tell what is on a medium: the primary
 * volume descriptor and the records of a directory. Sectors have 2048 bytes; numbers stand in both byte orders, read here
 * from the little-endian half.
 */
export const isoSector = 2048;
/** Where the volume descriptors begin, one a sector. */
export const isoDescriptors = 16 * isoSector;

export interface IsoExtent {
  /** First sector. */
  readonly sector: number;
  readonly bytes: number;
}

export interface IsoVolume {
  readonly label: string;
  readonly publisher: string;
  readonly application: string;
  /** Of the whole volume: a shorter file was cut off. */
  readonly bytes: number;
  /** As blkid(8) prints it, `2026-03-01-10-20-30-00`: the time of the last change, or of the making. */
  readonly uuid: string | undefined;
  readonly root: IsoExtent;
  /** The sector after the descriptors says that the same disc is a UDF volume too. */
  readonly udf: boolean;
}

export interface IsoEntry extends IsoExtent {
  readonly name: string;
  readonly directory: boolean;
}

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

/** The volume that sectors 16 to 23 or so describe; undefined: no ISO 9660. */
export function parseIsoVolume(descriptors: Uint8Array): IsoVolume | undefined {
  const view = Buffer.from(descriptors);
  const marks = Array.from({ length: Math.floor(view.length / isoSector) }, (_, index) => {
    const at = index * isoSector;
    return { at, type: view[at] ?? 255, mark: latin(view.subarray(at + 1, at + 6)) };
  });
  const at = marks.find(({ type, mark }) => type === 1 && mark === 'CD001')?.at;
  if (at === undefined) return undefined;
  const primary = view.subarray(at, at + isoSector);
  const text = (start: number, length: number): string => latin(primary.subarray(start, start + length)).replace(/[ \0]+$/, '');
  return {
    label: text(40, 32),
    publisher: text(318, 128),
    application: text(574, 128),
    bytes: primary.readUInt32LE(80) * primary.readUInt16LE(128),
    uuid: stamp(text(830, 16)) ?? stamp(text(813, 16)),
    root: extent(primary.subarray(156, 190)),
    udf: marks.some(({ mark }) => mark === 'NSR02' || mark === 'NSR03'),
  };
}

function stamp(digits: string): string | undefined {
  const found = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(digits);
  return found === null || digits.startsWith('0000') ? undefined : found.slice(1).join('-');
}

const extent = (record: Buffer): IsoExtent => ({ sector: record.readUInt32LE(2), bytes: record.readUInt32LE(10) });

/** The records of a directory without `.` and `..`. A record never crosses a sector; the rest of one is zeros. */
export function parseIsoDirectory(bytes: Uint8Array): readonly IsoEntry[] {
  const view = Buffer.from(bytes);
  const entries: IsoEntry[] = [];
  for (let at = 0; at + 34 <= view.length; ) {
    const length = view[at] ?? 0;
    if (length === 0) {
      at = (Math.floor(at / isoSector) + 1) * isoSector;
      continue;
    }
    const record = view.subarray(at, at + length);
    const nameLength = record[32] ?? 0;
    const plain = record.subarray(33, 33 + nameLength);
    at += length;
    if (record.length < 34 || (nameLength === 1 && (plain[0] ?? 0) <= 1)) continue;
    // The system use area begins at an even offset.
    const name = rockRidgeName(record.subarray(33 + nameLength + (nameLength % 2 === 0 ? 1 : 0))) ?? latin(plain).replace(/\.?;\d+$/, '');
    entries.push({ ...extent(record), name, directory: ((record[25] ?? 0) & 2) !== 0 });
  }
  return entries;
}

/** The NM entries of a system use area; undefined: a disc without Rock Ridge. */
function rockRidgeName(area: Buffer): string | undefined {
  let name: string | undefined;
  for (let at = 0; at + 4 <= area.length; ) {
    const length = area[at + 2] ?? 0;
    if (length < 4) break;
    if (area.toString('latin1', at, at + 2) === 'NM') name = (name ?? '') + area.toString('utf8', at + 5, at + length);
    at += length;
  }
  return name;
}
