import * as z from 'zod/mini';
import type { BuildChange } from '../core/change-packages.ts';
import { canonicalJson } from '../core/json.ts';
import type { System } from '../system/port.ts';

const schema = z.object({ commit: z.string(), environment: z.record(z.string(), z.string()), bootId: z.string() });

const pathOf = ({ directory }: BuildChange): string => `${directory}/prepared.json`;

/**
 * Was a build of just this stopped or broken off after its sources were prepared? Then makepkg can go on with them. Not
 * after a reboot: what a power cut left of the files that were being written is not known. And only once: what fails
 * again on the same files is built whole.
 */
export async function canGoOn(system: System, change: BuildChange): Promise<boolean> {
  const bytes = await system.read(pathOf(change));
  if (bytes === undefined) return false;
  await system.remove(pathOf(change));
  try {
    const { commit, environment, bootId } = schema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    const same = commit === change.commit && canonicalJson(environment) === canonicalJson(change.environment);
    return same && bootId === (await currentBoot(system));
  } catch {
    return false;
  }
}

/** The sources are prepared; from here a build can be gone on with. */
export async function markPrepared(system: System, change: BuildChange): Promise<void> {
  const { commit, environment } = change;
  const text = JSON.stringify({ commit, environment, bootId: await currentBoot(system) });
  await system.write(pathOf(change), Buffer.from(`${text}\n`), { mode: 0o644, uid: 0, gid: 0 });
}

export const forgetPrepared = (system: System, change: BuildChange): Promise<void> => system.remove(pathOf(change));

async function currentBoot(system: System): Promise<string> {
  return Buffer.from((await system.read('/proc/sys/kernel/random/boot_id')) ?? [])
    .toString('utf8')
    .trim();
}
