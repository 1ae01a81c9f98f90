import { dirname } from 'node:path/posix';
import type { Facts } from '../core/facts.ts';
import { diskTarget } from '../domu/disks/index.ts';
import { autostartPath, configPath, type Guest, type GuestDraft, imageDirectory, imagePath } from '../domu/guest.ts';
import type { Media } from '../domu/media/medium.ts';
import { sourcePaths } from '../domu/sources/index.ts';
import { initramfsNames } from '../domu/sources/kernel.ts';
import { type ConfigFile, readConfig, type Surroundings } from '../domu/surroundings.ts';
import { allToolPaths } from '../domu/tools.ts';
import { findMedia } from '../facts/found-media.ts';
import { loopOf } from '../facts/loop-devices.ts';
import { readMedia } from '../facts/media.ts';
import { readPci } from '../facts/pci.ts';
import { readPciNeeds } from '../facts/pci-needs.ts';
import { readPerson } from '../facts/person.ts';
import { readStorage } from '../facts/storage.ts';
import type { System } from '../system/port.ts';

/** Configurations and autostart links: what a list of guests needs. */
export async function readGuestFiles(system: System): Promise<Pick<Surroundings, 'configs' | 'files'>> {
  const configs = await readConfigs(system);
  return {
    configs,
    files: await lookAtPaths(
      system,
      configs.map(({ name }) => autostartPath(name)),
    ),
  };
}

/** The other guests and the host, before it is known what the new guest names. */
export async function readSurroundings(system: System, facts: Facts): Promise<Surroundings> {
  const configs = await readConfigs(system);
  const machineId = await text(system, '/etc/machine-id');
  const links = configs.map(({ name }) => autostartPath(name));
  return {
    facts,
    hostId: machineId?.trim() || facts.os.hostname,
    configs,
    files: await lookAtPaths(system, [...links, ...allToolPaths]),
    freeBytes: await space(system, [imagePath('new')]),
    fileSystems: await fileSystems(system, [imageDirectory]),
    links: {},
    loops: {},
    media: {},
    found: await findMedia(system),
    storage: await readStorage(system),
    pciDevices: [],
    pciNeeds: await readPciNeeds(system, facts),
    person: await readPerson(system, facts.session),
  };
}

/** The same with what the source is that the answers name: defaults follow from its content. */
export async function lookAtSource(system: System, around: Surroundings, { from, source }: GuestDraft): Promise<Surroundings> {
  const inSource = source === undefined ? undefined : 'path' in source ? source.path : 'image' in source ? source.image : undefined;
  const wanted = [from, inSource].filter((path) => path !== undefined && around.media[path] === undefined);
  const media: Record<string, Media> = {};
  const beside: string[] = [];
  for (const path of wanted) {
    if (path === undefined) continue;
    const found = await readMedia(system, path);
    media[path] = found;
    if (found.medium.kind === 'kernel') beside.push(...initramfsNames(path));
  }
  return { ...around, media: { ...around.media, ...media }, files: { ...around.files, ...(await lookAtPaths(system, beside)) } };
}

/** The same with all that is at the paths which this guest names. */
export async function lookAround(system: System, around: Surroundings, guest: Guest): Promise<Surroundings> {
  const disks = guest.disks.map(diskTarget);
  const directories = disks.map((path) => dirname(path));
  const links = await realPaths(system, [...disks, ...around.configs.flatMap((config) => config.disks)]);
  const real = disks.map((path) => links[path] ?? path);
  const paths = [...sourcePaths(guest), ...disks, ...real, ...directories, configPath(guest.name), autostartPath(guest.name)];
  return {
    ...around,
    files: { ...around.files, ...(await lookAtPaths(system, paths)) },
    freeBytes: { ...around.freeBytes, ...(await space(system, disks)) },
    fileSystems: { ...around.fileSystems, ...(await fileSystems(system, directories)) },
    links: { ...around.links, ...links },
    loops: await loops(system, real),
    pciDevices: guest.pci.length === 0 ? [] : await readPci(system, around.storage.devices),
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

/** What is at these paths. */
export async function lookAtPaths(system: System, paths: readonly string[]): Promise<Surroundings['files']> {
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

export async function fileSystems(system: System, directories: readonly string[]): Promise<Surroundings['fileSystems']> {
  const found: Record<string, Surroundings['fileSystems'][string]> = {};
  for (const directory of new Set(directories.filter((path) => !path.startsWith('/dev')))) {
    // findmnt wants a path that is there; archxen makes the usual directory itself.
    const there = (await system.stat(directory)) === undefined ? '/var/lib' : directory;
    const { stdout } = await system.run(['findmnt', '-J', '-T', there, '-o', 'MAJ:MIN,SOURCE,FSTYPE'], { timeoutSeconds: 15 });
    const said = (key: string): string | undefined => new RegExp(`"${key}":\\s*"([^"]+)"`).exec(stdout)?.[1];
    const type = said('fstype');
    // Subvolumes of btrfs have one number together; datasets of ZFS have one each, and share their pool.
    const device = type === 'zfs' ? said('source')?.split('/')[0] : (said('maj:min') ?? said('source'));
    found[directory] = type === undefined ? undefined : { type, device: device ?? directory };
  }
  return found;
}

async function loops(system: System, paths: readonly string[]): Promise<Surroundings['loops']> {
  const files = paths.filter((path) => !path.startsWith('/dev/'));
  return Object.fromEntries(await Promise.all(files.map(async (path) => [path, await loopOf(system, path)] as const)));
}

/** Where these paths lead; missing: nowhere. */
export async function realPaths(system: System, paths: readonly string[]): Promise<Surroundings['links']> {
  const found = await Promise.all(
    [...new Set(paths)].map(async (path) => {
      const { stdout, exit, ended } = await system.run(['readlink', '-e', '--', path], { timeoutSeconds: 15 });
      return [path, ended === 'exit' && exit === 0 ? stdout.trim() : undefined] as const;
    }),
  );
  return Object.fromEntries(found.filter(([, real]) => real !== undefined));
}

async function text(system: System, path: string): Promise<string | undefined> {
  const bytes = await system.read(path);
  return bytes === undefined ? undefined : Buffer.from(bytes).toString('utf8');
}
