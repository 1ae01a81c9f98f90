import { createHash } from 'node:crypto';
import { fs, glob, path } from 'zx';

/** A short name for what is made of these files and words: other content, other name. */
export async function digestOf({ files = [], words = [] }) {
  const hash = createHash('sha256');
  for (const word of words) hash.update(`${word}\0`);
  const all = await glob(files, { absolute: true, dot: true });
  for (const file of all.sort()) {
    hash.update(`${path.basename(file)}\0`);
    hash.update(await fs.readFile(file));
  }
  return hash.digest('hex').slice(0, 12);
}
