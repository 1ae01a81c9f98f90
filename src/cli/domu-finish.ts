import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { finishedConfig } from '../domu/finish/config.ts';
import type { Installed } from '../domu/finish/installed.ts';
import { finishPlan, runsOwnPrograms } from '../domu/finish/plan.ts';
import { startOf } from '../domu/finish/start.ts';
import { readInstalled } from '../facts/installed.ts';
import { agree } from './agree.ts';
import { applyGuestPlan } from './domu-apply.ts';
import { refuseHeldDisks } from './domu-held-disks.ts';
import { readGuest } from './domu-list.ts';
import { mendGuest } from './domu-mend.ts';
import { readSurroundings } from './domu-read.ts';
import { refuseSaved } from './domu-saved.ts';
import { stageText, unstage } from './domu-secrets.ts';
import type { Context } from './verb.ts';

/** `archxen domu finish NAME`: after an installation, what the person would do by hand on the guest's disk and in its configuration. */
export async function finishGuest(context: Context, name: string): Promise<ExitCode> {
  const { system, out, facts } = context;
  const guest = await readGuest(context, name);
  if (guest.running)
    throw new ArchxenError('guest-invalid', `${name} is running.`, { hint: 'Shut it down first: its disk must not change under it.' });
  await refuseSaved(system, name, 'its disk must not change before it goes on');
  await mendGuest(context, name);
  const around = await readSurroundings(system, await facts());
  const config = around.configs.find(({ path }) => path === guest.config);
  if (config === undefined)
    throw new ArchxenError('guest-invalid', `${name} has no configuration.`, { hint: 'archxen domu create makes a guest.' });
  await refuseHeldDisks(system, config.text, `${name} is not finished`);
  const found = config.type === 'hvm' ? undefined : await lookAtDisk(context, config.disks[0]);
  const start = found === undefined ? ({ by: 'firmware' } as const) : startOf(name, config.type, found, around);
  const after = finishedConfig(config.text, start);
  if (after === config.text && found === undefined) {
    out.say(`${name} starts from its own disk already.`);
    out.result({ changed: false, failed: false, msg: `${name} is finished` });
    return exitCodes.ok;
  }
  const canChroot = (await system.stat('/usr/bin/arch-chroot')) !== undefined;
  if (found?.mkinitcpio && !canChroot)
    out.say('WARN  arch-chroot is not here (pacman -S arch-install-scripts): the initramfs of the guest stays as it is.');
  if (found !== undefined && runsOwnPrograms(found, canChroot))
    out.say(
      `WARN  mkinitcpio of ${name} is run as root of this host, in a chroot of its disk. Agree only for a guest whose system you trust.`,
    );
  if (!(await agree(context, `Let ${name}${found === undefined ? '' : ` (${found.os}, ${found.fileSystem})`} start from its own disk?`))) {
    out.result({ changed: false, failed: false, msg: 'not agreed to' });
    return exitCodes.ok;
  }
  await stageText(system, name, after);
  try {
    await applyGuestPlan(context, finishPlan({ name, config: { path: config.path, before: config.text, after }, start, found, canChroot }));
  } finally {
    await unstage(system, name);
  }
  const words = `${name} starts from its own disk now: archxen domu start ${name}`;
  out.say(words);
  out.result({ changed: true, failed: false, msg: words });
  return exitCodes.ok;
}

async function lookAtDisk({ system }: Context, disk: string | undefined): Promise<Installed> {
  const found = disk === undefined ? 'it has no disk' : await readInstalled(system, disk);
  if (typeof found !== 'string') return found;
  throw new ArchxenError('guest-invalid', `The disk cannot be finished from here: ${found}.`, {
    path: disk,
    hint: 'Look at the guest itself: archxen domu start NAME, then archxen domu console NAME.',
  });
}
