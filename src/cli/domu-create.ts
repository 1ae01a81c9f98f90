import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { guestChecks } from '../domu/check.ts';
import { completeGuest } from '../domu/defaults.ts';
import { configPath, type Guest } from '../domu/guest.ts';
import { guestPlan, isMade } from '../domu/plan.ts';
import type { Surroundings } from '../domu/surroundings.ts';
import { apply } from '../engine/apply.ts';
import { takeLock } from '../engine/lock.ts';
import { agree } from './agree.ts';
import { readHeard } from './domu-addresses.ts';
import { guestAnswers } from './domu-answers.ts';
import { boot } from './domu-boot.ts';
import { refuseFailed } from './domu-checks.ts';
import { report } from './domu-power.ts';
import { proofOfLife, signsAsJson } from './domu-proof.ts';
import { lookAround, readSurroundings } from './domu-read.ts';
import { guestRuns } from './domu-run.ts';
import { refuseSaved, startedAnew } from './domu-saved.ts';
import { newSecrets, stageSecrets, unstage } from './domu-secrets.ts';
import { takeBack } from './domu-take-back.ts';
import { requireDom0, runningDomains } from './domu-xl.ts';
import { planText } from './plan-text.ts';
import { follow } from './progress.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Context } from './verb.ts';

export async function createGuest(context: Context): Promise<ExitCode> {
  const { system, facts, out, road } = context;
  const seen = await facts();
  await requireDom0(system, seen);
  const { answers, around } = await guestAnswers(context, await readSurroundings(system, seen));
  const guest = completeGuest(answers, around);
  const look = await lookAround(system, around, guest);
  if (isMade(guest, look)) return there(context, guest);
  await refuseUnlessPossible(context, guest, look);

  const secrets = newSecrets(guest);
  const plan = guestPlan(guest, secrets);
  const bound = { plan_sha256: plan.sha256 };
  out.event('plan', { plan: JSON.parse(JSON.stringify(plan)), guest: JSON.parse(JSON.stringify(guest)) });
  out.say(planText(plan, road.describe, seen).join('\n'));
  const question = `Make the guest ${guest.name}${guest.start ? ' and start it' : ''}?`;
  if (!(await agree(context, question))) {
    out.result({ changed: false, failed: false, msg: 'not agreed to', ...bound });
    return exitCodes.ok;
  }

  const lock = await takeLock(system);
  try {
    // Once more, now that no other archxen can come between: what is taken back later must be what was made here.
    await refuseUnlessPossible(
      context,
      guest,
      await lookAround(system, { ...(await readSurroundings(system, seen)), media: around.media }, guest),
    );
    await stageSecrets(system, guest, secrets);
    const events = apply({ system, ...unattendedHands(context), plan, version: context.self.version });
    const { outcome, warnings, failure } = await follow(events, out);
    const before = await readHeard(system);
    const failed =
      outcome === 'applied'
        ? await startFailure(context, guest)
        : new ArchxenError(failure?.code ?? 'interrupted', failure?.message ?? 'Stopped.', failure);
    if (failed === undefined) {
      const words = guest.start
        ? `${guest.name} is running. archxen domu console ${guest.name} shows its console; Ctrl-] leaves it.`
        : `${guest.name} is made. archxen domu start ${guest.name} starts it.`;
      await report(context, guest.name, words);
      const signs = guest.start ? signsAsJson(await proofOfLife(context, guest.name, before)) : [];
      out.result({ changed: true, failed: false, msg: words, guest: guest.name, running: guest.start, signs, warnings, ...bound });
      return exitCodes.ok;
    }
    return await giveUp(context, guest, failed, bound);
  } finally {
    await unstage(system, guest.name);
    await lock.release();
  }
}

async function startFailure({ system, out }: Context, { name, start }: Guest): Promise<ArchxenError | undefined> {
  if (!start) return undefined;
  out.say(`Starting ${name}.`);
  try {
    await boot(system, name, configPath(name));
    return undefined;
  } catch (thrown) {
    if (thrown instanceof ArchxenError) return thrown;
    throw thrown;
  }
}

/** A creation that failed leaves nothing behind, unless the guest runs all the same: then its disks are in use. */
async function giveUp(context: Context, { name }: Guest, failed: ArchxenError, bound: { readonly plan_sha256: string }): Promise<ExitCode> {
  const { out, system } = context;
  out.say(`FAIL  ${failed.message}`);
  for (const line of failed.lines) out.say(`      ${line}`);
  if (failed.hint !== undefined) out.say(`      hint: ${failed.hint}`);
  if ((await runningDomains(system)).some((domain) => domain.name === name)) {
    out.say(`${name} is running, so what was made for it stays. archxen domu remove ${name} takes it away when it is stopped.`);
    out.result({ changed: true, failed: true, msg: failed.message, code: failed.code, ...bound });
    return exitCodes.failedIncomplete;
  }
  out.say(`Taking back what was made for ${name}.`);
  const own = (await guestRuns(system)).findLast(({ guest }) => guest === name);
  const clean = own === undefined || (await takeBack(context, own.run));
  if (!clean) out.say(`Not all of it could be taken back: archxen domu remove ${name} goes on with it.`);
  out.result({ changed: !clean, failed: true, msg: failed.message, code: failed.code, ...bound });
  if (!clean) return exitCodes.failedIncomplete;
  return failed.code === 'interrupted' ? exitCodes.interrupted : exitCodes.failedRolledBack;
}

/** The very same guest is on the host: only its start may be missing. */
async function there(context: Context, { name, start }: Guest): Promise<ExitCode> {
  const { out, system } = context;
  const running = (await runningDomains(system)).some((domain) => domain.name === name);
  if (start && !running) {
    await refuseSaved(system, name, startedAnew);
    await boot(system, name, configPath(name));
  }
  await report(context, name, `${name} was made before, just so.`);
  out.result({ changed: start && !running, failed: false, msg: `${name} is there`, guest: name, running: start || running });
  return exitCodes.ok;
}

/** Throws `guest-invalid`; says the warnings. */
async function refuseUnlessPossible({ system, out }: Context, guest: Guest, around: Surroundings): Promise<void> {
  const half = (await guestRuns(system)).find((each) => each.guest === guest.name && each.unfinished);
  if (half !== undefined) {
    throw new ArchxenError('guest-invalid', `The creation of ${guest.name} was broken off before.`, {
      hint: `archxen domu remove ${guest.name} takes the rest of it away.`,
    });
  }
  await refuseSaved(system, guest.name, startedAnew);
  refuseFailed(out, guestChecks(guest, around), `The guest ${guest.name} cannot be made`);
}
