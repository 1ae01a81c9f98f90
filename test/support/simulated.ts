import { sha256 } from '../../src/core/digest.ts';
import type { EngineEvent } from '../../src/core/event.ts';
import type { Facts, SelfFacts } from '../../src/core/facts.ts';
import type { Plan } from '../../src/core/plan.ts';
import { applyInRun, goOn } from '../../src/road/drive.ts';
import { gatherHost } from '../../src/road/gather-host.ts';
import { type HostRoad, hostRoad } from '../../src/road/host-road.ts';
import { memorySystem, type Tree } from '../../src/system/memory.ts';
import type { System } from '../../src/system/port.ts';
import { recordedSpace, resolveHost, treeOfHost } from '../../src/system/recorded.ts';
import type { RecordedHost } from '../../src/system/recorded-host.ts';
import { simulatedHost } from '../../src/system/simulated/index.ts';
import type { Hands } from '../../src/wizard/port.ts';
import { hosts } from '../hosts/index.ts';

/** The program, as it lies inside a recorded host. */
const bundle = { path: '/root/archxen.mjs', content: '#!/usr/bin/env node\n' };

/** Not the host with the endless log, which would only be slow, nor the one whose build never ends well. */
export const hostNames = Object.keys(hosts)
  .filter((name) => !['hundred-thousand-line-build', 'compiler-error'].includes(name))
  .sort();

export function host(name: string): RecordedHost {
  const found = hosts[name];
  if (found === undefined) throw new Error(`no recorded host ${name}`);
  return resolveHost(found, (base) => hosts[base]);
}

/** A fresh tree of a recorded host, with the program in it. */
export function freshTree(recorded: RecordedHost): Tree {
  const tree = treeOfHost(recorded);
  if (!tree.has('/root')) tree.set('/root', { type: 'directory', mode: 0o700, uid: 0, gid: 0 });
  tree.set(bundle.path, { type: 'file', content: Buffer.from(bundle.content), mode: 0o755, uid: 0, gid: 0 });
  return tree;
}

/** The recorded host at work on a tree, as after a start of the program. */
export function started(recorded: RecordedHost, tree: Tree): System {
  let clock = 1_795_000_000_000;
  const files = memorySystem(tree, { space: (path) => recordedSpace(recorded, path), now: () => (clock += 1000) });
  return simulatedHost(recorded, files, { pace: 0 });
}

const self: SelfFacts = { version: 'test', node: '/usr/bin/node', bundle: { path: bundle.path, sha256: sha256(bundle.content) } };

export const factsOf = (system: System): Promise<Facts> => gatherHost({ system, self, environment: {}, uid: 0 }, {});

/** The road of root on a simulated host, which is up again when its reboot returns. */
export const roadOn = (system: System): HostRoad => hostRoad({ system, self, environment: {}, uid: 0, rebootReturns: true });

export const willing = (): Hands => ({ ask: async () => true, signal: new AbortController().signal });

/** Runs a stream to its end; gives the outcome and all events. */
export async function outcomeOf(
  events: AsyncIterable<EngineEvent>,
): Promise<{ readonly outcome: string; readonly events: readonly EngineEvent[] }> {
  const seen: EngineEvent[] = [];
  for await (const event of events) seen.push(event);
  const end = seen.at(-1);
  return { outcome: end?.type === 'end' ? end.outcome : `no end after ${end?.type}`, events: seen };
}

export const applied = (system: System, plan: Plan) => outcomeOf(applyInRun(system, willing(), plan));
export const resumed = (system: System) => outcomeOf(goOn(system, willing()));
