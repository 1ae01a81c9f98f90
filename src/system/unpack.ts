import { brotliDecompressSync } from 'node:zlib';

/** A JSON value that the build packed (brotli, base64). Only the bundled program calls it, for its recorded hosts. */
export const unpack = (packed: string): unknown => JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8'));
