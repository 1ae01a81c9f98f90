import { ArchxenError } from '../core/error.ts';
import type { SelfFacts } from '../core/facts.ts';
import { liveSystem } from '../system/live.ts';
import type { System } from '../system/port.ts';
import { rootedSystem } from '../system/rooted.ts';
import { type HostRoad, hostRoad } from './host-road.ts';
import { openRehearsal } from './rehearsal.ts';
import { rehearsedHost } from './rehearsal-root.ts';

export interface OpenedHost {
  readonly system: System;
  readonly outside: System;
  readonly road: HostRoad;
}

/**
 * The composition root: which host this is about. Without a root, this computer; a root that a rehearsal left goes on
 * with that rehearsal; any other root is a host's tree to look at.
 */
export async function openHost({ root, self }: { readonly root?: string | undefined; readonly self: SelfFacts }): Promise<OpenedHost> {
  const outside = liveSystem();
  const uid = process.getuid?.() ?? 0;
  const environment = process.env;
  if (root === undefined)
    return { system: outside, outside, road: hostRoad({ system: outside, self, environment, uid, rebootReturns: false }) };
  if ((await outside.stat(root))?.type !== 'directory') {
    throw new ArchxenError('usage', 'This root is not a directory.', {
      path: root,
      hint: "--root names the top of a host's tree, for example /mnt.",
    });
  }
  const rehearsed = await rehearsedHost(outside, root);
  if (rehearsed !== undefined) return { outside, ...(await openRehearsal({ outside, root, host: rehearsed, self })) };
  const system = rootedSystem(root, {});
  return { system, outside, road: hostRoad({ system, self, environment, uid, rebootReturns: false, banner: `The host at ${root}` }) };
}
