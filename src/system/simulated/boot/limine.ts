import { defaultLimineEntry, limineFile, limineLinux, readLimineConf } from '../../../formats/limine-conf.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { startLinux } from './firmware.ts';

/** Limine's default entry, of a limine.conf on its own volume. It starts no xen.efi. */
export async function startLimine(world: World, volume: string): Promise<Attempt | undefined> {
  const conf = (await readText(world.files, `${volume}/EFI/limine/limine.conf`)) ?? (await readText(world.files, `${volume}/limine.conf`));
  const entry = conf === undefined ? undefined : defaultLimineEntry(readLimineConf(conf));
  if (entry === undefined) return undefined;
  const { protocol, kernel, modules, commandLine } = limineLinux(entry);
  if (protocol !== 'linux') return { entry: entry.title, kind: 'linux', problem: 'Unsupported device path component' };
  const file = (path: string): string => limineFile(path)?.path ?? path;
  return startLinux(world, { entry: entry.title, volume, kernel: file(kernel ?? ''), options: commandLine, initrds: modules.map(file) });
}
