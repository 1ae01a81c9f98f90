import { ArchxenError } from '../core/error.ts';
import { savePath } from '../domu/guest.ts';
import type { GuestRow } from '../domu/guest-list.ts';
import { changedSince, statTimes, xlLog } from '../domu/saved.ts';
import { readConfig } from '../domu/surroundings.ts';
import type { System } from '../system/port.ts';

/** The memory of this guest lies in a file, and waits to be restored. */
export const isSaved = async (system: System, name: string): Promise<boolean> => (await system.stat(savePath(name))) !== undefined;

/** What would happen to a saved guest that is started in any other way than from its memory. */
export const startedAnew = 'starting it anew would leave that memory behind with other disks';

/**
 * Throws `guest-invalid` while a guest is saved. Its memory holds what its file systems look like, and what is not written yet:
 * when its disks are written to in between, going on from it destroys them. `what` ends the sentence.
 */
export async function refuseSaved(system: System, name: string, what: string): Promise<void> {
  if (!(await isSaved(system, name))) return;
  throw new ArchxenError('guest-invalid', `${name} was saved, and ${what}.`, {
    path: savePath(name),
    hint: `archxen domu restore ${name} lets it go on where it was; or delete that file, and with it what was in its memory.`,
  });
}

/** Throws `guest-invalid` when the guest ran since it was saved: its memory no longer fits its disks. */
export async function refuseStale(system: System, { name, disks }: GuestRow): Promise<void> {
  const save = savePath(name);
  const log = xlLog(name);
  const { stdout } = await system.run(statTimes([save, log, ...disks]), { timeoutSeconds: 15 });
  const since = changedSince(stdout, { save, log, disks });
  const sure = `If you know that its disks are as they were: xl restore ${save}`;
  if (since === undefined) {
    throw new ArchxenError('command-failed', `It cannot be told whether ${name} ran since it was saved.`, { path: save, hint: sure });
  }
  if (since.path === undefined) return;
  throw new ArchxenError('guest-invalid', `${name} ran or its disks changed since it was saved: ${since.path} is newer.`, {
    path: save,
    hint: `Its old memory would destroy the file systems on its disks. Delete that file, and start it anew. ${sure}`,
  });
}

/** What in /etc/xen/auto starts this guest: xendomains takes whatever lies there, a link or a copy, under any name. */
export async function startedAtBootBy(system: System, name: string): Promise<string | undefined> {
  for (const file of (await system.list('/etc/xen/auto')) ?? []) {
    const path = `/etc/xen/auto/${file}`;
    const bytes = await system.read(path).catch(() => undefined);
    if (bytes !== undefined && readConfig(path, Buffer.from(bytes).toString('utf8'))?.name === name) return path;
  }
  return undefined;
}
