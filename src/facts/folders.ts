import { dirname } from 'node:path/posix';
import type { Meta, System } from '../system/port.ts';

/** Makes a folder and those above it, for whom the nearest one that is there belongs to: archxen may run without root here. */
export async function makeFolders(system: System, path: string): Promise<Meta> {
  const found = await system.stat(path);
  if (found !== undefined) return found;
  const { uid, gid } = await makeFolders(system, dirname(path));
  const meta = { mode: 0o755, uid, gid };
  await system.makeDirectory(path, meta);
  return meta;
}
