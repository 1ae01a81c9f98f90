import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { autostartPath, imageDirectory, savePath } from '../domu/guest.ts';
import { xlRestore, xlSave } from '../domu/xl.ts';
import { readGuest } from './domu-list.ts';
import { failedSave } from './domu-save-failed.ts';
import { isSaved, refuseStale, startedAtBootBy } from './domu-saved.ts';
import { runningDomains, runXl } from './domu-xl.ts';
import type { Context } from './verb.ts';

/**
 * `archxen domu save NAME`: its memory goes to a file, and it stops. Not to /var/lib/xen/save, which is xendomains' own: that
 * starts whatever lies there at the next boot.
 */
export async function saveGuest(context: Context, name: string): Promise<ExitCode> {
  const { system, out } = context;
  const guest = await readGuest(context, name);
  const path = savePath(name);
  if (!guest.running) throw new ArchxenError('guest-invalid', `${name} is not running.`, { hint: `archxen domu start ${name}` });
  if (await isSaved(system, name)) {
    throw new ArchxenError('guest-invalid', `${path} is there already.`, { path, hint: 'Restore it, or remove it if nobody needs it.' });
  }
  const auto = await startedAtBootBy(system, name);
  if (auto !== undefined) {
    throw new ArchxenError('guest-invalid', `${name} starts when the host boots, and that would be anew, with its memory left behind.`, {
      path: auto,
      hint: auto === autostartPath(name) ? `archxen domu autostart ${name} off first.` : 'Take that file away first.',
    });
  }
  const free = (await system.space(imageDirectory))?.freeBytes;
  const needed = (guest.memoryMiB ?? 0) * 2 ** 20;
  if (free !== undefined && free < needed + 64 * 2 ** 20) {
    throw new ArchxenError('guest-invalid', `There is no space for the memory of ${name} (${guest.memoryMiB} MiB).`, {
      path,
      hint: 'Free some.',
    });
  }
  const command = xlSave(String(guest.id ?? name), path, needed);
  const result = await system.run(command.argv, { timeoutSeconds: command.timeoutSeconds });
  if (result.ended !== 'exit' || result.exit !== 0) throw await failedSave(system, { name, path, command, result });
  // Its time is that of the save, for restoreGuest: the disks were written to until the domain was gone. Without it they look newer.
  await system.run(['touch', '--no-create', path], { timeoutSeconds: 15 });
  return said(out, `${name} is saved and stopped. archxen domu restore ${name} lets it go on where it was.`);
}

/** `archxen domu restore NAME`: goes on where it was saved. The file is gone after that: a second time the disks would not fit it. */
export async function restoreGuest(context: Context, name: string): Promise<ExitCode> {
  const { system, out } = context;
  const path = savePath(name);
  const guest = await readGuest(context, name);
  if (guest.running) throw new ArchxenError('guest-invalid', `${name} is running.`, { hint: `archxen domu stop ${name} first.` });
  if (!(await isSaved(system, name))) {
    throw new ArchxenError('guest-invalid', `${name} was not saved.`, { path, hint: `archxen domu start ${name} starts it anew.` });
  }
  await refuseStale(system, guest);
  const bytes = (await system.stat(path))?.size ?? 0;
  await runXl(system, xlRestore(path, bytes), `${name} could not be restored`);
  if (!(await runningDomains(system)).some((domain) => domain.name === name)) {
    throw new ArchxenError('command-failed', `${name} was restored, but it is not running.`, {
      path,
      hint: 'Read /var/log/xen; the file is kept.',
    });
  }
  await system.remove(path);
  return said(out, `${name} goes on where it was saved.`);
}

function said(out: Context['out'], msg: string): ExitCode {
  out.say(msg);
  out.result({ changed: true, failed: false, msg });
  return exitCodes.ok;
}
