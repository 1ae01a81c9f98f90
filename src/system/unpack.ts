import nodeModule from 'node:module';
import zlib from 'node:zlib';

// A named import of registerHooks would keep an old Node from even saying that it is too old.
// What not every run needs is packed by the build as compressed text (zstd, base64) into the one-file program.

const unpacked = (packed: string): string => zlib.zstdDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');

/** A JSON value: the recorded hosts. */
export const unpackJson = (packed: string): unknown => JSON.parse(unpacked(packed));

/**
 * A module with all its dependencies but Node's own. It is given to Node's loader by a hook: a data: address would be
 * encoded, checked and decoded once more, which takes longer than compiling what is in it.
 */
export async function importPacked(name: string, packed: string): Promise<Readonly<Record<string, unknown>>> {
  const url = `archxen:${name}`;
  const hooks = nodeModule.registerHooks({
    resolve: (specifier, context, next) => (specifier === url ? { url, shortCircuit: true } : next(specifier, context)),
    load: (address, context, next) =>
      address === url ? { format: 'module', source: unpacked(packed), shortCircuit: true } : next(address, context),
  });
  try {
    return await import(url);
  } finally {
    hooks.deregister();
  }
}
