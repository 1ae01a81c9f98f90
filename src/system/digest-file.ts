import { createHash } from 'node:crypto';
import type { Sha256 } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import type { System } from './port.ts';

const chunk = 4 * 1024 * 1024;

/** SHA-256 of a file, which is never in memory as a whole; undefined: it is not there. */
export async function digestFile(system: Pick<System, 'read'>, path: string): Promise<Sha256 | undefined> {
  const hash = createHash('sha256');
  for (let offset = 0; ; offset += chunk) {
    const bytes = await system.read(path, { offset, length: chunk });
    if (bytes === undefined) return undefined;
    hash.update(bytes);
    if (bytes.length < chunk) return hash.digest('hex');
  }
}

/** Why a file cannot be copied: its bytes are not those that somebody agreed to. */
export const notTheSame = (from: string, found: Sha256 | undefined): ArchxenError =>
  new ArchxenError('write-failed', `${from} is ${found === undefined ? 'missing' : 'not what it was'}, so it cannot be copied.`, {
    path: from,
    hint: 'Nothing was written. Put the file back (its SHA-256 is in the journal), then try again.',
  });
