import { createHash } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import type { System } from '../system/port.ts';

const piece = 4 * 1024 * 1024;

/** SHA-256 of a file, piece by piece: packages are larger than what a wizard may hold in memory. Undefined: not there. */
export async function digestOfFile(system: System, path: string): Promise<Sha256 | undefined> {
  const hash = createHash('sha256');
  for (let offset = 0; ; offset += piece) {
    const bytes = await system.read(path, { offset, length: piece });
    if (bytes === undefined) return undefined;
    hash.update(bytes);
    if (bytes.length < piece) return hash.digest('hex');
  }
}
