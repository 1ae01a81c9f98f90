import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { autostartCheck } from '../domu/check.ts';
import { editedConfig, parseSetting } from '../domu/edit.ts';
import { editChecks, namedFiles } from '../domu/edit-check.ts';
import { autostartPlan, editPlan } from '../domu/edit-plan.ts';
import { configPath } from '../domu/guest.ts';
import { missingFiles } from '../facts/guest-files.ts';
import { applyGuestPlan } from './domu-apply.ts';
import { refuseFailed, sayWarnings } from './domu-checks.ts';
import { readGuest } from './domu-list.ts';
import { lookAtPaths } from './domu-read.ts';
import { refuseSaved } from './domu-saved.ts';
import { stageText, unstage } from './domu-secrets.ts';
import type { Context } from './verb.ts';

/** `archxen domu edit NAME key=value ...`: all else in the file stays as it is. */
export async function editGuest(context: Context, name: string, words: readonly string[]): Promise<ExitCode> {
  const { system, out } = context;
  const guest = await readGuest(context, name);
  const bytes = guest.config === null ? undefined : await system.read(guest.config);
  if (guest.config === null || bytes === undefined) throw noConfig(name);
  if (words.length === 0) {
    throw new ArchxenError('usage', 'Nothing to change was given.', { hint: `archxen domu edit ${name} memory=2048 vcpus=4` });
  }
  const before = Buffer.from(bytes).toString('utf8');
  const settings = words.map(parseSetting);
  const after = editedConfig(before, settings);
  if (after === before) return unchanged(context, `${name} is set so already.`);
  const around = { facts: await context.facts(), files: await lookAtPaths(system, namedFiles(after)) };
  const keys = settings.map(({ key }) => key);
  const warnings = refuseFailed(out, editChecks(after, keys, around), `${name} cannot be changed so`);
  await stageText(system, name, after);
  try {
    await applyGuestPlan(context, editPlan(name, guest.config, before, after));
  } finally {
    await unstage(system, name);
  }
  const missedBefore = (await missingFiles(system, before)).map(({ message }) => message);
  for (const { message, hint } of await missingFiles(system, after)) {
    if (!missedBefore.includes(message)) out.say(`WARN  ${message} ${hint}`);
  }
  const words2 = guest.running ? `${name} is changed; it counts from its next start.` : `${name} is changed.`;
  out.say(words2);
  out.result({ changed: true, failed: false, msg: words2, warnings });
  return exitCodes.ok;
}

/** `archxen domu autostart NAME on|off` */
export async function setAutostart(context: Context, name: string, [word, ...more]: readonly string[]): Promise<ExitCode> {
  if ((word !== 'on' && word !== 'off') || more.length > 0) {
    throw new ArchxenError('usage', 'Say on or off.', { hint: `archxen domu autostart ${name} on` });
  }
  const on = word === 'on';
  const guest = await readGuest(context, name);
  if (guest.config !== configPath(name)) throw noConfig(name);
  const warnings = on ? sayWarnings(context.out, [autostartCheck({ facts: await context.facts() })]) : [];
  if (guest.autostart === on) return unchanged(context, `${name} is set so already.`, warnings);
  if (on) await refuseSaved(context.system, name, 'a boot of the host would start it anew');
  await applyGuestPlan(context, autostartPlan(name, on));
  const when = warnings.length === 0 ? 'when the host boots' : 'when the host boots with xendomains enabled';
  const words = on ? `${name} starts ${when}.` : `${name} no longer starts when the host boots.`;
  context.out.say(words);
  context.out.result({ changed: true, failed: false, msg: words, warnings });
  return exitCodes.ok;
}

const noConfig = (name: string): ArchxenError =>
  new ArchxenError('guest-invalid', `${name} has no configuration ${configPath(name)}.`, { hint: 'archxen domu create makes a guest.' });

function unchanged({ out }: Context, msg: string, warnings: readonly string[] = []): ExitCode {
  out.say(msg);
  out.result({ changed: false, failed: false, msg, warnings });
  return exitCodes.ok;
}
