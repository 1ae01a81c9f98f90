/** A small PE32+ program as a linker would make it; `room`: how many further sections its header has room for. */
export function smallPe(sections: readonly { readonly name: string; readonly data: Uint8Array }[], room = 0): Uint8Array {
  const align = (value: number): number => Math.ceil(value / 0x20) * 0x20;
  const table = 0x40 + 24 + 240;
  const headers = align(table + (sections.length + room) * 40);
  const stored = sections.map(({ data }) => align(data.length));
  const bytes = Buffer.alloc(headers + stored.reduce((sum, size) => sum + size, 0));
  bytes.write('MZ', 0);
  bytes.writeUInt32LE(0x40, 0x3c);
  bytes.write('PE\0\0', 0x40);
  bytes.writeUInt16LE(0x8664, 0x44);
  bytes.writeUInt16LE(sections.length, 0x46);
  bytes.writeUInt16LE(240, 0x54);
  const optional = 0x58;
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeUInt32LE(0x1000, optional + 32);
  bytes.writeUInt32LE(0x20, optional + 36);
  bytes.writeUInt32LE(headers, optional + 60);
  bytes.writeUInt32LE(16, optional + 108);
  let offset = headers;
  let address = 0x1000;
  for (const [nth, { name, data }] of sections.entries()) {
    const at = table + nth * 40;
    bytes.write(name.slice(0, 8), at, 'latin1');
    bytes.writeUInt32LE(data.length, at + 8);
    bytes.writeUInt32LE(address, at + 12);
    bytes.writeUInt32LE(stored[nth] ?? 0, at + 16);
    bytes.writeUInt32LE(offset, at + 20);
    bytes.set(data, offset);
    offset += stored[nth] ?? 0;
    address += Math.max(0x1000, Math.ceil(data.length / 0x1000) * 0x1000);
  }
  bytes.writeUInt32LE(address, optional + 56);
  return bytes;
}
