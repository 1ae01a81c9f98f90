import { exitCodes } from '../core/error.ts';
import { stageText } from '../road/stage-text.ts';
import type { Verb } from './verb.ts';

export const statusVerb: Verb = {
  name: 'status',
  usage: 'archxen status [--json]',
  summary: 'where this host stands on the road',
  run: async ({ road, out, facts }) => {
    const stage = await road.stage(await facts());
    const { now, seen, next } = stageText(stage);
    out.event('stage', { stage: JSON.parse(JSON.stringify(stage)) });
    out.say(now);
    for (const line of seen) out.say(`  seen: ${line}`);
    out.say(`next: ${next}`);
    out.result({ changed: false, failed: false, msg: now, stage: stage.at });
    return exitCodes.ok;
  },
};
