import { exitCodes } from '../core/error.ts';
import { redactJson } from '../core/redact.ts';
import { factsText } from './facts-text.ts';
import type { Verb } from './verb.ts';

export const factsVerb: Verb = {
  name: 'facts',
  usage: 'archxen facts [--json]',
  summary: 'what archxen sees of this host; changes nothing',
  run: async ({ facts, out }) => {
    const seen = await facts({ bases: 'needed', disks: true });
    if (out.json) out.event('facts', { facts: redactJson(seen) });
    else out.say(factsText(seen));
    out.result({ changed: false, failed: false, msg: `facts of ${seen.os.hostname}` });
    return exitCodes.ok;
  },
};
