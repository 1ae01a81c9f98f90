import { ArchxenError } from '../core/error.ts';
import type { SelfFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { plantHost, resolveHost } from '../system/recorded.ts';
import type { RecordedHost } from '../system/recorded-host.ts';
import { rootedSystem } from '../system/rooted.ts';
import { makeScratch, removeScratch } from '../system/scratch.ts';
import { simulatedHost } from '../system/simulated/index.ts';
import { type HostRoad, hostRoad } from './host-road.ts';
import { marker, rehearsalBanner } from './rehearsal-root.ts';

/** All recorded hosts; loaded only for a rehearsal. */
export async function recordedHost(name: string): Promise<RecordedHost> {
  const { hosts } = await import('../../test/hosts/index.ts');
  const found = hosts[name];
  if (found === undefined) {
    throw new ArchxenError('unknown-host', `There is no recorded host "${name}".`, {
      hint: `There are: ${Object.keys(hosts).sort().join(', ')}.`,
    });
  }
  return resolveHost(found, (base) => hosts[base]);
}

interface Rehearsal {
  readonly outside: System;
  readonly root: string;
  readonly host: string;
  readonly self: SelfFacts;
  /** Seconds that a simulated build shall take: a person wants to see one, a script does not (default 0). */
  readonly buildSeconds?: number | undefined;
}

/** A road on a recorded host in a scratch root, with simulated commands. Nothing else of this computer is touched. */
export async function openRehearsal({
  root,
  host,
  self,
  buildSeconds = 0,
}: Rehearsal): Promise<{ readonly system: System; readonly road: HostRoad }> {
  const recorded = await recordedHost(host);
  const files = rootedSystem(root, { ownership: 'as-root' });
  const system = simulatedHost(recorded, files, { pace: (buildSeconds * 1000) / (recorded.model?.buildLines ?? 1000) });
  const inside: SelfFacts = { ...self, ...(self.bundle && { bundle: { ...self.bundle, path: bundlePath } }) };
  return {
    system,
    road: hostRoad({
      system,
      self: inside,
      environment: {},
      uid: 0,
      rebootReturns: true,
      banner: rehearsalBanner(host),
    }),
  };
}

/** Where the program lies inside a rehearsed host. */
const bundlePath = '/root/archxen.mjs';

/** Puts a recorded host, with this program in it, into a root that is empty or not there. */
export async function plantRehearsal({ outside, root, host, self }: Omit<Rehearsal, 'buildSeconds'>): Promise<void> {
  const recorded = await recordedHost(host);
  await makeScratch(root);
  const files = rootedSystem(root, { ownership: 'as-root' });
  await plantHost(recorded, files);
  const program = self.bundle && (await outside.read(self.bundle.path));
  if (program !== undefined) {
    await files.makeDirectory('/root', { mode: 0o700, uid: 0, gid: 0 });
    await files.write(bundlePath, program, { mode: 0o755, uid: 0, gid: 0 });
  }
  await files.write(marker, new TextEncoder().encode(`${JSON.stringify({ host })}\n`), { mode: 0o644, uid: 0, gid: 0 });
}

export const removeRehearsal = (root: string): Promise<void> => removeScratch(root, marker.slice(1));
