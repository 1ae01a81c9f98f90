import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import type { Plan } from '../core/plan.ts';
import { frugalFromBuild } from '../frugal-heap.ts';
import { refuseUnlessPossible } from '../road/refuse.ts';
import { takenBack } from './after-failure.ts';
import { agree } from './agree.ts';
import { chosenAnswers, overWords } from './chosen-answers.ts';
import { planText, remarkLines } from './plan-text.ts';
import { follow } from './progress.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Context, Verb } from './verb.ts';

export const applyVerb: Verb = {
  name: 'apply',
  usage: 'archxen apply --answers FILE|- [--plan-hash SHA256] [--yes] [--json]',
  summary: 'apply the plan of these answers; exit 10 when a reboot is needed',
  run: (context) => (context.options.yes ? context.road.holding(() => applied(context)) : applied(context)),
};

/** As long as plans are shown with: fewer digits, or none (a script's empty variable), would agree to plans that nobody read. */
const isHashOrItsBeginning = /^[0-9a-f]{8,64}$/i;

async function applied(context: Context): Promise<ExitCode> {
  const { road, out, options } = context;
  if (options.answers === undefined) {
    throw new ArchxenError('usage', 'archxen apply needs --answers.', {
      hint: 'An empty answers file, {}, takes every default, and leaves a host that is set up as it is. Without a file, run archxen for the wizard.',
    });
  }
  if (options.planHash !== undefined && !isHashOrItsBeginning.test(options.planHash)) {
    throw new ArchxenError('usage', `"${options.planHash}" is no hash of a plan.`, {
      hint: 'Give at least the first 8 hex digits of what archxen plan shows.',
    });
  }
  const { facts, answers, over } = await chosenAnswers(context);
  const report = road.preflight(facts, answers);
  refuseUnlessPossible(report);
  const plan = road.plan(facts, answers);
  if (options.planHash !== undefined && !plan.sha256.startsWith(options.planHash.toLowerCase())) {
    throw new ArchxenError('plan-hash-mismatch', `The plan of this host is now ${plan.sha256}.`, {
      hint: 'Look at it again with archxen plan, and give its hash.',
    });
  }
  const bound = { plan_sha256: plan.sha256, answers_over: over };
  out.say(overWords[over]);
  out.event('preflight', { preflight: JSON.parse(JSON.stringify(report)) });
  out.say(planText(plan, road.describe, facts).join('\n'));
  for (const line of remarkLines(report, ['warn'])) out.say(line);
  const noted = plan.changes.length === 0;
  if (await road.isIdle(plan)) {
    out.result({ changed: false, failed: false, msg: 'nothing to do', reboot_required: false, ...bound });
    return exitCodes.ok;
  }
  if (!(await agree(context, noted ? 'Note these answers?' : `Apply these ${plan.changes.length} changes?`))) {
    out.result({ changed: false, failed: false, msg: 'not agreed to', ...bound });
    return exitCodes.ok;
  }
  const { outcome, changed, warnings, failure } = await follow(frugalFromBuild(plan, road.apply(plan, unattendedHands(context))), out);
  const run = await road.currentRun();
  const rest = { ...bound, warnings, ...(run === undefined ? {} : { rollback_id: run.id }) };
  if (outcome === 'applied') {
    if (noted) out.say('Other answers than before: they are noted, and what archxen does by itself goes by them.');
    else out.say(plan.reboot.needed ? `Done. ${howToTry(plan)} Linux stays the default.` : 'Done.');
    out.result({
      changed: changed || noted,
      failed: false,
      msg: noted ? 'answers noted' : 'applied',
      reboot_required: plan.reboot.needed,
      ...rest,
    });
    return plan.reboot.needed ? exitCodes.rebootNeeded : exitCodes.ok;
  }
  if (outcome === 'stopped') {
    out.say('Stopped. archxen goes on from here; archxen rollback takes it back.');
    out.result({ changed, failed: true, msg: 'interrupted', ...rest });
    return exitCodes.interrupted;
  }
  const clean = await takenBack(context, run);
  out.result({ changed: !clean, failed: true, msg: failure?.message ?? 'failed', ...rest });
  return clean ? exitCodes.failedRolledBack : exitCodes.failedIncomplete;
}

/** A plan without a one-time boot was made for a trial by hand, or where one is set already, or under Xen. */
const howToTry = ({ changes }: Plan): string =>
  changes.some((change) => change.kind === 'boot-once' && change.entry !== null)
    ? 'Reboot to start Xen once, on trial: systemctl reboot.'
    : 'Reboot to try it: systemctl reboot. Choose the Xen entry in the boot menu, unless archxen status says that the next start is Xen.';
