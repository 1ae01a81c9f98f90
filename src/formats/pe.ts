/** A section of a PE32+ program (Microsoft's PE/COFF specification; EFI programs are such). */
export interface PeSection {
  readonly name: string;
  /** Where it begins in memory, from the image's base. */
  readonly address: number;
  /** Bytes in memory; of data, its exact length. */
  readonly size: number;
  /** Where it lies in the file, and how many bytes there; 0: only zeros in memory. */
  readonly offset: number;
  readonly stored: number;
}

export interface Pe {
  readonly sections: readonly PeSection[];
  /** It has a certificate table, so somebody signed it. */
  readonly signed: boolean;
  readonly layout: Layout;
}

/** Where the headers lie, in bytes from the file's start, and the alignments. */
interface Layout {
  readonly coff: number;
  readonly optional: number;
  readonly table: number;
  readonly fileAlignment: number;
  readonly sectionAlignment: number;
  readonly headers: number;
}

const entryBytes = 40;
/** Index of the certificate table among the data directories; its address is an offset in the file. */
const certificates = 4;

const viewOf = (bytes: Uint8Array): DataView => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
export const alignUp = (value: number, alignment: number): number => Math.ceil(value / alignment) * alignment;

/** The headers of a PE32+ program; undefined: it is none, or is cut off within them. */
export function parsePe(bytes: Uint8Array): Pe | undefined {
  const view = viewOf(bytes);
  if (bytes.length < 0x40 || view.getUint16(0, true) !== 0x5a4d) return undefined;
  const start = view.getUint32(0x3c, true);
  if (start + 24 + 112 > bytes.length || view.getUint32(start, true) !== 0x4550) return undefined;
  const coff = start + 4;
  const optional = coff + 20;
  const table = optional + view.getUint16(coff + 16, true);
  const count = view.getUint16(coff + 2, true);
  if (view.getUint16(optional, true) !== 0x20b || table + count * entryBytes > bytes.length) return undefined;
  const directories = view.getUint32(optional + 108, true);
  const layout: Layout = {
    coff,
    optional,
    table,
    sectionAlignment: view.getUint32(optional + 32, true),
    fileAlignment: view.getUint32(optional + 36, true),
    headers: view.getUint32(optional + 60, true),
  };
  if (layout.fileAlignment === 0 || layout.sectionAlignment === 0) return undefined;
  const signed = directories > certificates && view.getUint32(optional + 112 + certificates * 8 + 4, true) > 0;
  return { sections: Array.from({ length: count }, (_, nth) => sectionAt(view, table + nth * entryBytes)), signed, layout };
}

function sectionAt(view: DataView, at: number): PeSection {
  const name = new TextDecoder('latin1').decode(new Uint8Array(view.buffer, view.byteOffset + at, 8)).replace(/\0.*$/, '');
  const number = (offset: number): number => view.getUint32(at + offset, true);
  return { name, size: number(8), address: number(12), stored: number(16), offset: number(20) };
}

/** The bytes of a section, as they will be in memory; what is not in the file are zeros there and is left out here. */
export const sectionData = (bytes: Uint8Array, { offset, stored, size }: PeSection): Uint8Array =>
  bytes.subarray(offset, offset + Math.min(stored, size));

/** Where the image ends in memory. */
export const imageEnd = ({ sections }: Pe): number => Math.max(0, ...sections.map(({ address, size }) => address + size));

export { certificates as certificateDirectory, entryBytes as sectionEntryBytes };
