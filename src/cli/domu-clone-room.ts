import { dirname } from 'node:path/posix';
import { ArchxenError } from '../core/error.ts';
import type { ClonedDisk } from '../domu/clone.ts';
import { gib } from '../domu/disks/disk-kind.ts';
import type { System } from '../system/port.ts';
import { fileSystems } from './domu-read.ts';

/** Where a copy shares its blocks with the original (cp(1), --reflink) and takes next to nothing. */
const sharing = new Set(['btrfs', 'xfs', 'bcachefs']);

/**
 * Refuses copies of files that do not fit: found out by cp, they would have filled a file system of dom0 first. Copies are
 * sparse, so they take what is written of the originals; where that or the free space cannot be read, cp is what tells.
 */
export async function refuseWithoutRoom(system: System, disks: readonly ClonedDisk[]): Promise<void> {
  const files = disks.filter(({ from, volume }) => volume === undefined && from.startsWith('/') && !from.startsWith('/dev/'));
  const places = await fileSystems(
    system,
    files.map(({ to }) => dirname(to)),
  );
  const written = await writtenBytes(
    system,
    files.map(({ from }) => from),
  );
  for (const copies of Map.groupBy(files, ({ to }) => places[dirname(to)]?.device).values()) {
    const directory = dirname(copies[0]?.to ?? '/');
    const free = (await system.space(directory))?.freeBytes;
    const takes = copies.reduce((sum, { from }) => sum + (written.get(from) ?? 0), 0);
    if (sharing.has(places[directory]?.type ?? '') || free === undefined || takes <= free) continue;
    throw new ArchxenError(
      'guest-invalid',
      `The copies take ${(takes / gib).toFixed(1)} GiB in ${directory}, and ${(free / gib).toFixed(1)} GiB are free there.`,
      { hint: 'Free some space there; nothing was copied.', path: directory },
    );
  }
}

/** What each file takes of its disk, by du(1). */
async function writtenBytes(system: System, paths: readonly string[]): Promise<ReadonlyMap<string, number>> {
  if (paths.length === 0) return new Map();
  const { stdout } = await system.run(['du', '--block-size=1', '--dereference-args', '--null', '--', ...paths], { timeoutSeconds: 60 });
  const lines = stdout.split('\0').map((line) => /^(\d+)\t(.*)$/s.exec(line));
  return new Map(lines.flatMap((line) => (line?.[2] === undefined ? [] : [[line[2], Number(line[1])] as const])));
}
