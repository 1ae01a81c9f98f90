import { createHash } from 'node:crypto';
import type { Sha256 } from '../../core/digest.ts';
import type { DiskCalls, OpenFile } from './calls.ts';

const chunk = 1024 * 1024;

/** Copies a file into an open one, piece by piece, and gives the digest of what was copied; undefined: it is no file. */
export async function copyBytes({ readContent }: Pick<DiskCalls, 'readContent'>, from: string, to: OpenFile): Promise<Sha256 | undefined> {
  const hash = createHash('sha256');
  for (let offset = 0; ; offset += chunk) {
    const bytes = await readContent(from, { offset, length: chunk });
    if (bytes === undefined) return undefined;
    hash.update(bytes);
    // Written from where the piece before it ended.
    await to.writeFile(bytes);
    if (bytes.length < chunk) return hash.digest('hex');
  }
}
