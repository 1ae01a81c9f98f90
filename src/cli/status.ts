import { exitCodes } from '../core/error.ts';
import { stageText } from '../road/stage-text.ts';
import type { Verb } from './verb.ts';

export const statusVerb: Verb = {
  name: 'status',
  usage: 'archxen status [--json]',
  summary: 'where this host stands on the road',
  run: async ({ road, out, facts }) => {
    // Where a host stands is told by its journal and its boot path; all else need not be read.
    const stage = await road.stage(await facts({ scope: 'boot' }));
    const { now, seen, next } = stageText(stage);
    out.event('stage', { stage: JSON.parse(JSON.stringify(stage)) });
    out.say(now);
    for (const line of seen) out.say(`  seen: ${line}`);
    out.say(`next: ${next}`);
    out.result({ changed: false, failed: false, msg: now, stage: stage.at });
    return exitCodes.ok;
  },
};
