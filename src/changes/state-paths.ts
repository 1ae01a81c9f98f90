import { dirname } from 'node:path/posix';
import type { Meta, System } from '../system/port.ts';

/** All that archxen keeps about a host: journal, backups, answers, reports. Root only. */
export const stateDirectory = '/var/lib/archxen';
/** Full output of long commands. Root only. */
export const logDirectory = '/var/log/archxen';

const ownerOnly: Meta = { mode: 0o700, uid: 0, gid: 0 };
const ordinary: Meta = { mode: 0o755, uid: 0, gid: 0 };

/** The directories above a path that are not there, the highest first. */
export async function missingParents(system: System, path: string): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = dirname(path); at !== '/' && (await system.stat(at)) === undefined; at = dirname(at)) missing.unshift(at);
  return missing;
}

/** Makes the directories above a path that are not there (0755, root). */
export async function makeParents(system: System, path: string): Promise<void> {
  for (const directory of await missingParents(system, path)) await system.makeDirectory(directory, ordinary);
}

/** Makes a directory of archxen's own and those above it; what archxen keeps is for root alone. */
export async function makePrivateDirectory(system: System, path: string): Promise<void> {
  for (const directory of await missingParents(system, `${path}/.`)) {
    const ours = [stateDirectory, logDirectory].some((own) => directory === own || directory.startsWith(`${own}/`));
    await system.makeDirectory(directory, ours ? ownerOnly : ordinary);
  }
}
