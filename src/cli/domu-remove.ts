import type { Change } from '../core/change.ts';
import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { autostartPath, configPath, savePath } from '../domu/guest.ts';
import type { GuestRow } from '../domu/guest-list.ts';
import { takeLock } from '../engine/lock.ts';
import { wayBack } from '../engine/way-back.ts';
import type { System } from '../system/port.ts';
import { refuseInUse } from './domu-in-use.ts';
import { readGuests } from './domu-list.ts';
import { mendGuest } from './domu-mend.ts';
import { refuseNeeded } from './domu-needed.ts';
import { guestRuns } from './domu-run.ts';
import { unstage } from './domu-secrets.ts';
import { takeBack } from './domu-take-back.ts';
import type { Context } from './verb.ts';

/** Goes the way back of the run that made the guest: configuration, autostart and disks are gone again. */
export async function removeGuest(context: Context, name: string): Promise<ExitCode> {
  const { system, out } = context;
  const rows = await readGuests(context);
  const row = rows.find((guest) => guest.name === name);
  if (row?.running) {
    throw new ArchxenError('guest-invalid', `${name} is running, so it is not removed.`, { hint: `archxen domu stop ${name} first.` });
  }
  const own = (await guestRuns(system)).findLast(({ guest }) => guest === name);
  await unstage(system, name);
  await mendGuest(context, name);
  if (own === undefined) throw notOurs(name, row);

  const plan = wayBack(own.run);
  const doomed = await doomedFiles(system, plan.changes, [savePath(name)]);
  const paths = doomed.map(({ path }) => path);
  await refuseInUse(system, rows, paths, `${name} is not removed`);
  const removal = { name, changes: plan.changes, paths };
  await refuseNeeded(system, removal);
  out.event('removal', { guest: name, files: doomed.map(({ path, bytes }) => ({ path, bytes })) });
  out.say(`Removing ${name} deletes for good:`);
  for (const { path, bytes } of doomed) out.say(`  ${path}  (${bytes === 0 ? 'size unknown' : size(bytes)})`);
  if (!(await agreeToLose(context, name))) {
    out.say('Nothing was removed.');
    out.result({ changed: false, failed: false, msg: 'not agreed to' });
    return exitCodes.ok;
  }
  const lock = await takeLock(system);
  try {
    // Once more: the question may have stood for long.
    await refuseInUse(system, await readGuests(context), paths, `${name} is not removed`);
    await refuseNeeded(system, removal);
    await system.remove(savePath(name));
    if (!(await takeBack(context, own.run))) {
      out.result({ changed: true, failed: true, msg: `${name} is not removed completely`, rollback_id: own.run.id });
      return exitCodes.failedIncomplete;
    }
    await removeLink(system, name);
  } finally {
    await lock.release();
  }
  out.say(`${name} is removed.`);
  out.result({ changed: true, failed: false, msg: `${name} is removed`, rollback_id: own.run.id });
  return exitCodes.ok;
}

/** A link that was made after the guest was: it would lead nowhere now. */
async function removeLink(system: System, name: string): Promise<void> {
  const link = await system.stat(autostartPath(name));
  if (link?.type === 'link' && link.target === configPath(name)) await system.remove(autostartPath(name));
}

interface Doomed {
  readonly path: string;
  readonly bytes: number;
}

/** What the way back deletes that is there: files, and the disks and volumes that a command takes back. */
async function doomedFiles(system: System, changes: readonly Change[], further: readonly string[]): Promise<readonly Doomed[]> {
  const taken = changes.flatMap((change) => {
    if (change.kind === 'file' && change.content === null) return [change.path];
    return change.kind === 'command' && change.removes !== undefined ? [change.removes] : [];
  });
  const found = await Promise.all([...taken, ...further].map(async (path) => ({ path, stat: await system.stat(path) })));
  return Promise.all(
    found.flatMap(({ path, stat }) =>
      stat === undefined ? [] : [(async () => ({ path, bytes: path.startsWith('/dev/') ? await volumeBytes(system, path) : stat.size }))()],
    ),
  );
}

async function volumeBytes(system: System, path: string): Promise<number> {
  const { stdout } = await system.run(['lsblk', '-b', '-d', '-n', '-o', 'SIZE', path]);
  return Number.parseInt(stdout, 10) || 0;
}

const size = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : bytes >= 2 ** 20 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${bytes} bytes`;

/** Enter is no here: what is lost does not come back. */
async function agreeToLose({ options, interactive, ask }: Context, name: string): Promise<boolean> {
  if (options.yes) return true;
  if (!interactive) {
    throw new ArchxenError('usage', 'Removing a guest needs a yes, and there is no terminal to ask on.', {
      hint: 'Give --yes to agree beforehand.',
    });
  }
  return /^y(es)?$/i.test(((await ask(`Remove ${name} with its disks? [y/N] `)) ?? '').trim());
}

function notOurs(name: string, row: GuestRow | undefined): ArchxenError {
  if (row === undefined)
    return new ArchxenError('guest-invalid', `There is no guest ${name}.`, { hint: 'archxen domu list shows the guests.' });
  return new ArchxenError('guest-invalid', `archxen did not make ${name}, so it does not remove it.`, {
    hint: 'Delete by hand what belongs to it, if nothing else needs it.',
    lines: [row.config ?? '', ...row.disks].filter((line) => line !== ''),
  });
}
