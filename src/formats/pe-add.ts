import { alignUp, certificateDirectory, imageEnd, type Pe, type PeSection, parsePe, sectionEntryBytes } from './pe.ts';

export interface NewSection {
  /** At most eight characters of ASCII. */
  readonly name: string;
  readonly data: Uint8Array;
}

/** Where a page begins; Xen looks for its own sections at nothing finer. */
const page = 0x1000;
/** Initialised data, readable. */
const readOnlyData = 0x40000040;

/**
 * The program with further sections after its last one, each at a page of its own in memory. The sections that are there
 * stay, byte by byte; their table may need room, then they all move in the file. What lies behind them goes: a signature,
 * which would not hold any more, and the symbols of the linker, as signing tools count on sections without gaps. Undefined:
 * this is no PE32+ program, or its headers have no room in memory.
 */
export function addSections(bytes: Uint8Array, added: readonly NewSection[]): Uint8Array | undefined {
  const pe = parsePe(bytes);
  if (pe === undefined) return undefined;
  const { fileAlignment, headers: oldHeaders, table } = pe.layout;
  const tableEnd = table + (pe.sections.length + added.length) * sectionEntryBytes;
  const headers = Math.max(oldHeaders, alignUp(tableEnd, fileAlignment));
  const first = Math.min(...pe.sections.map(({ address }) => address));
  if (headers > first) return undefined;
  const body = bytes.subarray(oldHeaders, Math.max(oldHeaders, ...pe.sections.map(({ offset, stored }) => offset + stored)));
  const moved = headers - oldHeaders;

  const places = placed(pe, added, alignUp(headers + body.length, fileAlignment));
  const end = places.at(-1);
  const out = new Uint8Array(end === undefined ? headers + body.length : end.offset + end.stored);
  out.set(bytes.subarray(0, Math.min(oldHeaders, bytes.length)));
  out.set(body, headers);
  for (const [nth, { offset }] of places.entries()) out.set(added[nth]?.data ?? [], offset);
  writeHeaders(out, pe, { moved, headers, places });
  return out;
}

function placed(pe: Pe, added: readonly NewSection[], from: number): readonly PeSection[] {
  let address = alignUp(imageEnd(pe), page);
  let offset = from;
  return added.map(({ name, data }) => {
    const section = { name, address, size: data.length, offset, stored: alignUp(data.length, pe.layout.fileAlignment) };
    address = alignUp(address + Math.max(1, data.length), page);
    offset += section.stored;
    return section;
  });
}

interface Written {
  readonly moved: number;
  readonly headers: number;
  readonly places: readonly PeSection[];
}

function writeHeaders(out: Uint8Array, pe: Pe, { moved, headers, places }: Written): void {
  const view = new DataView(out.buffer);
  const { coff, optional, table, sectionAlignment } = pe.layout;
  const add = (at: number, by: number): void => view.setUint32(at, view.getUint32(at, true) + by, true);
  view.setUint16(coff + 2, pe.sections.length + places.length, true);
  view.setUint32(coff + 8, 0, true);
  view.setUint32(coff + 12, 0, true);
  add(
    optional + 8,
    places.reduce((sum, { stored }) => sum + stored, 0),
  );
  view.setUint32(optional + 56, alignUp(imageEnd({ ...pe, sections: [...pe.sections, ...places] }), sectionAlignment), true);
  view.setUint32(optional + 60, headers, true);
  // EFI ignores the check sum of a program; one that is wrong would only puzzle other tools.
  view.setUint32(optional + 64, 0, true);
  if (view.getUint32(optional + 108, true) > certificateDirectory) {
    view.setUint32(optional + 112 + certificateDirectory * 8, 0, true);
    view.setUint32(optional + 112 + certificateDirectory * 8 + 4, 0, true);
  }
  for (const [nth, { offset }] of pe.sections.entries()) if (offset > 0) add(table + nth * sectionEntryBytes + 20, moved);
  for (const [nth, place] of places.entries()) writeEntry(out, table + (pe.sections.length + nth) * sectionEntryBytes, place);
}

function writeEntry(out: Uint8Array, at: number, { name, address, size, offset, stored }: PeSection): void {
  const view = new DataView(out.buffer);
  out.fill(0, at, at + sectionEntryBytes);
  out.set(new TextEncoder().encode(name).subarray(0, 8), at);
  for (const [field, value] of [
    [8, size],
    [12, address],
    [16, stored],
    [20, offset],
    [36, readOnlyData],
  ] as const)
    view.setUint32(at + field, value, true);
}
