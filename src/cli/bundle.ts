import { exitCodes } from '../core/error.ts';
import { keepBundle, makeBundle } from '../road/bundle.ts';
import type { Verb } from './verb.ts';

export const bundleVerb: Verb = {
  name: 'bundle',
  usage: 'archxen bundle [--json]',
  summary: 'collect facts, runs and logs for a report, without secrets; it stays on this machine',
  run: async ({ system, self, facts, out }) => {
    const path = await keepBundle(system, await makeBundle(system, await facts(), self.version));
    out.event('bundle', { path });
    out.say(`${path} has what archxen knows of this host and did to it.`);
    out.say('Passwords, keys and the content of files are left out. Nothing was sent: read it before you hand it on.');
    out.result({ changed: false, failed: false, msg: path });
    return exitCodes.ok;
  },
};
