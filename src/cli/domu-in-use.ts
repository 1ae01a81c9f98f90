import { ArchxenError } from '../core/error.ts';
import type { GuestRow } from '../domu/guest-list.ts';
import { xlListLong } from '../domu/xl.ts';
import type { System } from '../system/port.ts';
import { parseDomainDisks } from '../xen/xl-domains.ts';
import { runXl } from './domu-xl.ts';

/**
 * Throws `guest-invalid` when a guest runs from one of these paths, be it its configuration or a disk. A configuration may be
 * edited while its guest runs, or name another guest by now, so Xen is asked, too, for the disks that each domain has.
 */
export async function refuseInUse(system: System, rows: readonly GuestRow[], paths: readonly string[], what: string): Promise<void> {
  const running = rows.filter((row) => row.running);
  if (running.length === 0) return;
  const { stdout } = await runXl(system, xlListLong, 'The disks of the running guests cannot be read');
  const domains = parseDomainDisks(stdout);
  if (domains === undefined) {
    throw new ArchxenError('command-failed', 'The disks of the running guests cannot be read: "xl list -l" printed no list.', {
      hint: 'Stop the other guests first, or look at what it prints.',
    });
  }
  const wanted = new Map(await Promise.all(paths.map(async (path) => [await realPath(system, path), path] as const)));
  for (const { name, id, config, disks } of running) {
    const own = [...disks, ...domains.filter((domain) => domain.id === id).flatMap((domain) => domain.disks)];
    const used = config !== null && paths.includes(config) ? config : await firstOf(system, own, wanted);
    if (used === undefined) continue;
    throw new ArchxenError('guest-invalid', `${what}: ${name} is running from ${used}.`, {
      path: used,
      hint: `archxen domu stop ${name} first.`,
    });
  }
}

async function firstOf(system: System, disks: readonly string[], wanted: ReadonlyMap<string, string>): Promise<string | undefined> {
  for (const disk of disks) {
    const found = wanted.get(disk) ?? wanted.get(await realPath(system, disk));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** /dev/vg0/web and /dev/mapper/vg0-web are one volume. */
async function realPath(system: System, path: string): Promise<string> {
  const { stdout, exit, ended } = await system.run(['readlink', '-e', path], { timeoutSeconds: 15 });
  return ended === 'exit' && exit === 0 ? stdout.trim() : path;
}
