import { exitCodes } from '../core/error.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Verb } from './verb.ts';

/** Run by the pacman hook. Where there is nothing for it to do, it says nothing; what is wrong goes to standard error. */
export const refreshVerb: Verb = {
  name: 'refresh',
  usage: 'archxen refresh [--json]',
  summary: 'make the boot entries current after package upgrades, and check them (the pacman hook runs it)',
  run: async (context) => {
    const { road, out } = context;
    const refreshed = await road.refresh(unattendedHands(context), () =>
      out.say('archxen: another archxen is at work; waiting until it has ended'),
    );
    if (refreshed === undefined) {
      out.result({ changed: false, failed: false, msg: 'nothing to refresh' });
      return exitCodes.ok;
    }
    const { done, failed, report, warning } = refreshed;
    for (const title of done) out.say(`archxen: ${title}`);
    const warnings = [...(failed === undefined ? [] : [`archxen: a refresh did not work: ${failed}`]), ...warning];
    for (const line of warnings) process.stderr.write(`warning: ${line}\n`);
    out.event('report', { report: JSON.parse(JSON.stringify(report)) });
    const bad = warnings.length > 0;
    const msg = bad ? 'the next boot would fail' : done.length > 0 ? 'the boot entries are current again' : 'the boot entries are current';
    out.result({ changed: done.length > 0, failed: bad, msg, warnings });
    return bad ? exitCodes.verifyFailed : exitCodes.ok;
  },
};
