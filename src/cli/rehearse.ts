import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { plantRehearsal } from '../road/rehearsal.ts';
import { defaultHost, rehearsedHost } from '../road/rehearsal-root.ts';
import { selfFacts } from '../road/self.ts';
import { liveSystem } from '../system/live.ts';
import type { Options } from './options.ts';
import type { Output } from './output.ts';

/** `archxen rehearse HOST --root DIR --no-input`: only makes the recorded host, for other verbs with the same --root. */
export async function plantOnly(host = defaultHost, { root }: Options, out: Output): Promise<ExitCode> {
  if (root === undefined) {
    throw new ArchxenError('usage', 'Without a wizard a rehearsal needs --root DIR.', {
      hint: 'Then use other verbs on it: archxen plan --root DIR.',
    });
  }
  const outside = liveSystem();
  if ((await rehearsedHost(outside, root)) !== undefined) {
    throw new ArchxenError('usage', 'There is a rehearsal already.', {
      path: root,
      hint: 'Go on with it by the same --root, or remove that directory.',
    });
  }
  await plantRehearsal({ outside, root, host, self: await selfFacts(outside) });
  out.say(`The recorded host ${host} is in ${root}. Use it with --root, for example: archxen plan --root ${root}`);
  out.result({ changed: true, failed: false, msg: `planted ${host}` });
  return exitCodes.ok;
}
