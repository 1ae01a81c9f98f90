import { exitCodes } from '../core/error.ts';
import { follow } from './progress.ts';
import { unattendedHands } from './unattended-hands.ts';
import type { Verb } from './verb.ts';

export const confirmVerb: Verb = {
  name: 'confirm',
  usage: 'archxen confirm [--json]',
  summary: 'make Xen the default, after a green verify; Linux stays in the menu',
  run: async (context) => {
    const { road, out } = context;
    const { outcome, changed, warnings, failure } = await follow(road.confirm(unattendedHands(context)), out);
    const good = outcome === 'applied';
    const msg = good
      ? changed
        ? 'Xen is the default now; Linux stays in the boot menu'
        : 'Xen was the default already'
      : (failure?.message ?? outcome);
    out.say(`${msg}.`);
    out.result({ changed, failed: !good, msg, warnings });
    return good ? exitCodes.ok : exitCodes.failedIncomplete;
  },
};
