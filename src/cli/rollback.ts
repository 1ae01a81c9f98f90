import { exitCodes } from '../core/error.ts';
import { agree } from './agree.ts';
import { planText } from './plan-text.ts';
import { follow } from './progress.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Verb } from './verb.ts';

export const rollbackVerb: Verb = {
  name: 'rollback',
  usage: 'archxen rollback [--list] [--yes] [--json]',
  summary: 'show the way back, then go it',
  run: async (context) => {
    const { road, out, options, facts } = context;
    if (options.list) {
      const runs = await road.runs();
      out.event('runs', {
        runs: runs.map((run) => ({
          id: run.id,
          path: run.path,
          purposes: run.plans.map((each) => `${each.plan.purpose}: ${each.end?.outcome ?? 'unfinished'}`),
        })),
      });
      if (runs.length === 0) out.say('No run of archxen is recorded on this host.');
      for (const run of runs) {
        out.say(
          `${run.id}  ${new Date(run.plans[0]?.at ?? 0).toISOString()}  ${run.plans.map((each) => `${each.plan.purpose} ${each.end?.outcome ?? 'unfinished'}`).join(', ')}`,
        );
      }
      out.result({ changed: false, failed: false, msg: `${runs.length} runs` });
      return exitCodes.ok;
    }
    const plan = await road.wayBack();
    if (plan === undefined) {
      out.say('There is nothing to take back on this host.');
      out.result({ changed: false, failed: false, msg: 'nothing to roll back' });
      return exitCodes.ok;
    }
    const seen = await facts();
    // Without changes, only the end of the way back and the removal of restore.sh are missing: there is nothing to ask about.
    if (plan.changes.length > 0) {
      out.say(planText(plan, road.describe, seen).join('\n'));
      if (!(await agree(context, `Go back by these ${plan.changes.length} changes?`))) {
        out.result({ changed: false, failed: false, msg: 'not agreed to' });
        return exitCodes.ok;
      }
    }
    const { outcome, changed, warnings, failure } = await follow(road.rollBack(unattendedHands(context)), out);
    const good = outcome === 'rolled-back';
    const reboot = seen.xen.running;
    out.say(
      good
        ? `Rolled back: the host is as it was before archxen.${reboot ? ' Xen still runs until the next boot: systemctl reboot.' : ''}`
        : 'The way back is not finished; run archxen rollback again.',
    );
    out.result({ changed, failed: !good, msg: good ? 'rolled back' : (failure?.message ?? outcome), reboot_required: reboot, warnings });
    if (!good) return exitCodes.failedIncomplete;
    return reboot ? exitCodes.rebootNeeded : exitCodes.ok;
  },
};
