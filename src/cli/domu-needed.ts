import type { Change } from '../core/change.ts';
import { ArchxenError } from '../core/error.ts';
import { otherGuest } from '../domu/disks/in-use.ts';
import { xlFiles } from '../domu/xl-files.ts';
import { lostWith, lvsOrigins } from '../facts/lvm-snapshots.ts';
import { readStorage } from '../facts/storage.ts';
import type { System } from '../system/port.ts';
import { readGuestFiles, realPaths } from './domu-read.ts';

/** What the removal of a guest takes away: the changes of its way back, and the paths of them that are there. */
interface Removal {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly paths: readonly string[];
}

/** Throws `guest-invalid` when a removal would also take away what archxen did not make, or what another guest needs to start. */
export async function refuseNeeded(system: System, { name, changes, paths }: Removal): Promise<void> {
  for (const change of changes) {
    if (change.kind !== 'command' || change.argv[0] !== 'lvremove' || !paths.includes(change.removes ?? '')) continue;
    const [group = '', volume = ''] = change.argv.at(-1)?.split('/') ?? [];
    await refuseSnapshots(system, name, group, volume);
  }
  const configs = (await readGuestFiles(system)).configs.filter((config) => config.name !== name && !paths.includes(config.path));
  const links = await realPaths(system, [...paths, ...configs.flatMap(({ disks }) => disks)]);
  const around = { configs, links, storage: await readStorage(system) };
  for (const path of paths) {
    const disk = otherGuest(path, around);
    const user = disk ?? configs.find(({ text }) => xlFiles(text).some((file) => file.path === path));
    if (user === undefined) continue;
    const words = disk === undefined || disk.disk === path ? path : `${path}, by the name ${disk.disk}`;
    throw new ArchxenError('guest-invalid', `${name} is not removed: the guest ${user.name} has ${words} in its configuration.`, {
      path,
      hint: `Take it out of the configuration of ${user.name} first, or remove that guest.`,
    });
  }
}

/** lvremove -y asks nobody whether the snapshots of a volume may go with it. */
async function refuseSnapshots(system: System, name: string, group: string, volume: string): Promise<void> {
  const { stdout, exit, ended } = await system.run(lvsOrigins(group), { timeoutSeconds: 30 });
  const path = `/dev/${group}/${volume}`;
  if (ended !== 'exit' || exit !== 0) {
    const hint = `Look at what "lvs ${group}" says.`;
    throw new ArchxenError('command-failed', `${name} is not removed: the snapshots of ${group}/${volume} cannot be listed.`, {
      path,
      hint,
    });
  }
  const lost = lostWith(stdout, volume).map((each) => `${group}/${each}`);
  if (lost.length === 0) return;
  throw new ArchxenError('guest-invalid', `${name} is not removed: ${lost.join(', ')} would go with ${group}/${volume}.`, {
    path,
    hint: `archxen did not make ${lost.length === 1 ? 'it' : 'them'}. If nobody needs that any more: lvremove ${lost.join(' ')}`,
  });
}
