import { brotliDecompressSync } from 'node:zlib';

/**
 * A module with all its dependencies but Node's own, which the build packed as compressed text (brotli, base64) into the
 * one-file program because not every run needs it.
 */
export function importPacked(packed: string): Promise<Readonly<Record<string, unknown>>> {
  const code = brotliDecompressSync(Buffer.from(packed, 'base64'));
  return import(`data:text/javascript;base64,${code.toString('base64')}`);
}
