import { brotliDecompressSync } from 'node:zlib';

// What not every run needs is packed by the build as compressed text (brotli, base64) into the one-file program.

const unpacked = (packed: string): Buffer => brotliDecompressSync(Buffer.from(packed, 'base64'));

/** A JSON value: the recorded hosts. */
export const unpackJson = (packed: string): unknown => JSON.parse(unpacked(packed).toString('utf8'));

/** A module with all its dependencies but Node's own. */
export const importPacked = (packed: string): Promise<Readonly<Record<string, unknown>>> =>
  import(`data:text/javascript;base64,${unpacked(packed).toString('base64')}`);
