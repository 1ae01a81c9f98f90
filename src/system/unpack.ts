import nodeModule from 'node:module';
import zlib from 'node:zlib';

// A named import of registerHooks would keep an old Node from even saying that it is too old.
// What not every run needs is packed by the build as compressed text (zstd, base64) into the one-file program.

const unpacked = (packed: string): string => zlib.zstdDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');

/** Named JSON values, each parsed when it is asked for: one recorded host of many. */
export function unpackRecords(packed: string): Readonly<Record<string, unknown>> {
  const records = {};
  for (const line of unpacked(packed).split('\n')) {
    const [name, json] = line.split('\t', 2);
    if (name !== undefined && json !== undefined) Object.defineProperty(records, name, { get: () => JSON.parse(json), enumerable: true });
  }
  return records;
}

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
