/** What the first bytes of a file tell of its kind. */
export type Magic = 'bzimage' | 'pe' | 'gzip' | 'zstd' | 'xz' | 'lz4' | 'cpio' | 'elf';

const signatures: Readonly<Record<Exclude<Magic, 'bzimage'>, readonly number[]>> = {
  pe: [0x4d, 0x5a],
  gzip: [0x1f, 0x8b, 0x08],
  zstd: [0x28, 0xb5, 0x2f, 0xfd],
  xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  lz4: [0x02, 0x21, 0x4c, 0x18],
  cpio: [...Buffer.from('070701')],
  elf: [0x7f, ...Buffer.from('ELF')],
};

/** First bytes that stand for a large binary. A kernel's boot sector tells `release` as the real one does. */
export function firstBytes(magic: Magic, release = ''): Uint8Array {
  if (magic === 'bzimage') return bootSector(release);
  if (magic === 'pe') return program();
  const bytes = Buffer.alloc(64);
  bytes.set(signatures[magic]);
  return bytes;
}

/** Linux x86 boot protocol (Documentation/arch/x86/boot.rst): HdrS at 0x202, pointer to the version text at 0x20e. */
function bootSector(release: string): Uint8Array {
  const bytes = Buffer.alloc(0x400);
  bytes.write('MZ', 0);
  bytes.writeUInt16LE(0xaa55, 0x1fe);
  bytes.write('HdrS', 0x202);
  bytes.writeUInt16LE(0x020f, 0x206);
  if (release !== '') {
    bytes.writeUInt16LE(0x100, 0x20e);
    bytes.write(`${release} (linux@archlinux) #1 SMP PREEMPT_DYNAMIC\0`, 0x300);
  }
  return bytes;
}

/** The headers of a PE32+ program with one section (.text), so that it can be read as one. */
function program(): Uint8Array {
  const [coff, table, headers] = [0x44, 0x40 + 24 + 240, 0x400] as const;
  const bytes = Buffer.alloc(headers + 0x200);
  bytes.write('MZ', 0);
  bytes.writeUInt32LE(0x40, 0x3c);
  bytes.write('PE\0\0', 0x40);
  bytes.writeUInt16LE(0x8664, coff);
  bytes.writeUInt16LE(1, coff + 2);
  bytes.writeUInt16LE(240, coff + 16);
  const optional = coff + 20;
  bytes.writeUInt16LE(0x20b, optional);
  bytes.writeUInt32LE(0x1000, optional + 32);
  bytes.writeUInt32LE(0x200, optional + 36);
  bytes.writeUInt32LE(headers, optional + 60);
  bytes.writeUInt32LE(16, optional + 108);
  bytes.write('.text', table);
  for (const [field, value] of [
    [8, 0x200],
    [12, 0x1000],
    [16, 0x200],
    [20, headers],
  ] as const)
    bytes.writeUInt32LE(value, table + field);
  return bytes;
}
