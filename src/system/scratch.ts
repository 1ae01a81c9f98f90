import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** A directory for a rehearsed host, made if it is not there (0700: it is this person's own). */
export async function makeScratch(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
}

/** Removes a rehearsed host's directory; only one that holds the marker file. */
export async function removeScratch(path: string, marker: string): Promise<void> {
  const found = await stat(join(path, marker)).catch(() => undefined);
  if (found?.isFile()) await rm(path, { recursive: true, force: true });
}
