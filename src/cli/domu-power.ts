import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { hasMedium } from '../domu/finish/config.ts';
import { type GuestRow, guestTable } from '../domu/guest-list.ts';
import { type XlCommand, xlConsole, xlDestroy, xlPause, xlReboot, xlShutdown, xlUnpause } from '../domu/xl.ts';
import { readHeard } from './domu-addresses.ts';
import { boot } from './domu-boot.ts';
import { refuseFaulty } from './domu-findings.ts';
import { finishGuest } from './domu-finish.ts';
import { asJson, readGuest } from './domu-list.ts';
import { mendGuest } from './domu-mend.ts';
import { proofOfLife, signsAsJson } from './domu-proof.ts';
import { isSaved, refuseSaved, startedAnew } from './domu-saved.ts';
import { runningDomains, runXl, xlError } from './domu-xl.ts';
import type { Context } from './verb.ts';

/** How long a guest may take to shut down. */
const stopSeconds = 180;

export async function startGuest(context: Context, name: string): Promise<ExitCode> {
  const { out, system } = context;
  const guest = await readGuest(context, name);
  if (guest.running) return unchanged(context, `${name} is running already.`);
  if (guest.config === null) {
    throw new ArchxenError('guest-invalid', `${name} has no configuration in /etc/xen.`, { hint: 'archxen domu create makes a guest.' });
  }
  await refuseSaved(system, name, startedAnew);
  await mendGuest(context, name);
  const warnings = await refuseFaulty(system, out, name, guest.config);
  const before = await readHeard(system);
  await boot(system, name, guest.config);
  await report(context, name, `${name} is running.`);
  const life = await proofOfLife(context, name, before);
  out.result({ changed: true, failed: false, msg: `${name} is running`, signs: signsAsJson(life), warnings });
  return exitCodes.ok;
}

export async function report(context: Context, name: string, words: string): Promise<void> {
  const guest = await readGuest(context, name);
  context.out.event('guest', { guest: asJson(guest) });
  for (const line of guestTable([guest])) context.out.say(line);
  context.out.say(words);
}

export async function attachConsole(context: Context, name: string): Promise<ExitCode> {
  const { out, system, interactive } = context;
  if (!interactive) throw new ArchxenError('no-terminal', 'A console needs a terminal.', { hint: 'Over ssh, use ssh -t.' });
  const guest = await readRunning(context, name);
  out.say(`The console of ${name}. Ctrl-] leaves it; press Enter if nothing shows.`);
  const command = xlConsole(handle(guest));
  const result = await system.run(command.argv, { timeoutSeconds: command.timeoutSeconds, interactive: true });
  if (result.ended === 'missing' || (result.exit !== 0 && result.stderr !== '')) throw xlError(result, command, `No console of ${name}`);
  out.say('');
  return (await offerToFinish(context, name)) ?? leftConsole(context);
}

function leftConsole({ out }: Context): ExitCode {
  out.result({ changed: false, failed: false, msg: 'left the console' });
  return exitCodes.ok;
}

/** The installer's domain has ended while somebody watched it: what is left is done from dom0. */
async function offerToFinish(context: Context, name: string): Promise<ExitCode | undefined> {
  if (await isSaved(context.system, name)) return undefined;
  const after = await readGuest(context, name);
  const bytes = after.running || after.config === null ? undefined : await context.system.read(after.config);
  if (bytes === undefined || !hasMedium(Buffer.from(bytes).toString('utf8'))) return undefined;
  context.out.say(`${name} has ended, and its installation medium is still in. archxen can let it start from its own disk.`);
  return finishGuest(context, name);
}

export async function stopGuest(context: Context, name: string): Promise<ExitCode> {
  const { out, system } = context;
  const guest = await readGuest(context, name);
  if (!guest.running) return unchanged(context, `${name} is not running.`);
  out.say(`${name} is asked to shut down; it has ${stopSeconds} seconds.`);
  const command = xlShutdown(handle(guest), stopSeconds);
  const result = await system.run(command.argv, { timeoutSeconds: command.timeoutSeconds });
  const there = (await runningDomains(system)).some((domain) => domain.name === name);
  if (there && result.ended === 'timeout') {
    throw new ArchxenError('command-timeout', `${name} did not shut down in ${stopSeconds} s.`, {
      hint: `Look at its console (archxen domu console ${name}), or pull the plug: archxen domu destroy ${name}.`,
    });
  }
  if (there) throw xlError(result, command, `${name} did not shut down`);
  out.say(`${name} is stopped.`);
  out.result({ changed: true, failed: false, msg: `${name} is stopped` });
  return exitCodes.ok;
}

export async function destroyGuest(context: Context, name: string): Promise<ExitCode> {
  const { out, system } = context;
  const guest = await readGuest(context, name);
  if (!guest.running) return unchanged(context, `${name} is not running.`);
  await runXl(system, xlDestroy(handle(guest)), `${name} could not be ended`);
  out.say(`${name} was ended like by pulling the plug. Its disks and configuration are still there.`);
  out.result({ changed: true, failed: false, msg: `${name} was ended` });
  return exitCodes.ok;
}

export const pauseGuest = (context: Context, name: string): Promise<ExitCode> =>
  tell(context, name, xlPause, { wanted: 'paused', done: `${name} is paused. archxen domu resume ${name} lets it go on.` });

export const resumeGuest = (context: Context, name: string): Promise<ExitCode> =>
  tell(context, name, xlUnpause, { wanted: 'running', done: `${name} goes on.` });

export const rebootGuest = (context: Context, name: string): Promise<ExitCode> =>
  tell(context, name, xlReboot, { wanted: undefined, done: `${name} is asked to reboot.` });

/** One command of xl for a running guest. */
async function tell(
  context: Context,
  name: string,
  command: (handle: string) => XlCommand,
  { wanted, done }: { readonly wanted: string | undefined; readonly done: string },
): Promise<ExitCode> {
  const guest = await readRunning(context, name);
  if (guest.state === wanted) return unchanged(context, `${name} is ${wanted} already.`);
  await runXl(context.system, command(handle(guest)), `${name} could not be told`);
  context.out.say(done);
  context.out.result({ changed: true, failed: false, msg: done });
  return exitCodes.ok;
}

/** What to call a running guest to xl, which takes a name of digits for an id. */
const handle = ({ name, id }: GuestRow): string => (/^\d+$/.test(name) && id !== null ? String(id) : name);

async function readRunning(context: Context, name: string): Promise<GuestRow> {
  const guest = await readGuest(context, name);
  if (guest.running) return guest;
  throw new ArchxenError('guest-invalid', `${name} is not running.`, { hint: `archxen domu start ${name}` });
}

function unchanged({ out }: Context, msg: string): ExitCode {
  out.say(msg);
  out.result({ changed: false, failed: false, msg });
  return exitCodes.ok;
}
