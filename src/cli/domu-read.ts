import { dirname } from 'node:path/posix';
import type { Facts } from '../core/facts.ts';
import { diskTargetPath } from '../domu/disks/index.ts';
import { autostartPath, configPath, type Guest, imagePath } from '../domu/guest.ts';
import { sourcePaths } from '../domu/sources/index.ts';
import { type ConfigFile, readConfig, type Surroundings } from '../domu/surroundings.ts';
import type { System } from '../system/port.ts';

/** The other guests and the host, before it is known what the new guest names. */
export async function readSurroundings(system: System, facts: Facts): Promise<Surroundings> {
  const configs = await readConfigs(system);
  const machineId = await text(system, '/etc/machine-id');
  const links = configs.map(({ name }) => autostartPath(name));
  return {
    facts,
    hostId: machineId?.trim() || facts.os.hostname,
    configs,
    files: await look(system, links),
    freeBytes: await space(system, [imagePath('new')]),
  };
}

/** The same with all that is at the paths which this guest names. */
export async function lookAround(system: System, around: Surroundings, guest: Guest): Promise<Surroundings> {
  const disks = guest.disks.map(diskTargetPath);
  const paths = [
    ...sourcePaths(guest.source),
    ...disks,
    ...disks.map((path) => dirname(path)),
    configPath(guest.name),
    autostartPath(guest.name),
  ];
  return {
    ...around,
    files: { ...around.files, ...(await look(system, paths)) },
    freeBytes: { ...around.freeBytes, ...(await space(system, disks)) },
  };
}

async function readConfigs(system: System): Promise<readonly ConfigFile[]> {
  const names = ((await system.list('/etc/xen')) ?? []).filter((name) => name.endsWith('.cfg'));
  const configs = await Promise.all(
    names.map(async (name) => {
      const path = `/etc/xen/${name}`;
      const found = (await system.stat(path))?.type === 'directory' ? undefined : await text(system, path);
      return found === undefined ? undefined : readConfig(path, found);
    }),
  );
  return configs.filter((config) => config !== undefined);
}

async function look(system: System, paths: readonly string[]): Promise<Surroundings['files']> {
  const found = await Promise.all(
    paths.map(async (path) => {
      const stat = await system.stat(path);
      return [path, stat === undefined ? undefined : { type: stat.type, size: stat.size }] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, stat]) => stat !== undefined));
}

async function space(system: System, paths: readonly string[]): Promise<Surroundings['freeBytes']> {
  return Object.fromEntries(await Promise.all(paths.map(async (path) => [path, (await system.space(path))?.freeBytes] as const)));
}

async function text(system: System, path: string): Promise<string | undefined> {
  const bytes = await system.read(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}
