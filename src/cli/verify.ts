import { failures } from '../core/check.ts';
import { exitCodes } from '../core/error.ts';
import { reportText } from './report-text.ts';
import type { Verb } from './verb.ts';

export const verifyVerb: Verb = {
  name: 'verify',
  usage: 'archxen verify [--boot] [--record] [--json]',
  summary: 'the health report; --boot: only the boot chain, before a reboot',
  run: async ({ road, out, options, facts }) => {
    const { report, kept, byHand } = options.boot
      ? { report: await road.chainNow(await facts()), kept: undefined, byHand: false }
      : await road.verify({ record: options.record });
    out.event('report', { report: JSON.parse(JSON.stringify(report)) });
    out.say(reportText(report).join('\n'));
    if (kept?.warning !== undefined) out.say(`WARN  ${kept.warning}`);
    const failed = failures(report.checks);
    const good = options.boot ? 'the boot chain is whole' : 'verified';
    const bad = `${failed.length} of ${report.checks.length} checks failed`;
    out.say(failed.length === 0 ? `\n${good[0]?.toUpperCase()}${good.slice(1)}.` : `\n${bad}.`);
    out.result({ changed: false, failed: failed.length > 0, msg: failed.length === 0 ? good : bad });
    if (failed.length === 0) return exitCodes.ok;
    // A unit that fails leads a trial back into Linux.
    return options.record && byHand ? exitCodes.ok : exitCodes.verifyFailed;
  },
};
