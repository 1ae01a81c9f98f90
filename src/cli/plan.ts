import { exitCodes } from '../core/error.ts';
import { chosenAnswers, overWords } from './chosen-answers.ts';
import { planText, remarkLines } from './plan-text.ts';
import type { Verb } from './verb.ts';

export const planVerb: Verb = {
  name: 'plan',
  usage: 'archxen plan [--answers FILE|-] [--json]',
  summary: 'the exact changes that would be made; changes nothing and needs no root',
  run: async (context) => {
    const { road, out } = context;
    const { facts, answers, over } = await chosenAnswers(context);
    const report = road.preflight(facts, answers);
    const plan = road.plan(facts, answers);
    out.event('plan', { plan: JSON.parse(JSON.stringify(plan)), preflight: JSON.parse(JSON.stringify(report)) });
    out.say(overWords[over]);
    out.say(planText(plan, road.describe, facts).join('\n'));
    const failed = report.checks.filter((check) => check.state === 'fail');
    for (const line of [...remarkLines(report, ['warn']), ...remarkLines(report, ['fail'])]) out.say(line);
    out.result({
      changed: false,
      failed: failed.length > 0,
      msg: failed.length > 0 ? 'this plan would be refused' : `${plan.changes.length} changes`,
      reboot_required: plan.reboot.needed,
      plan_sha256: plan.sha256,
      answers_over: over,
    });
    return failed.length > 0 ? exitCodes.refused : exitCodes.ok;
  },
};
