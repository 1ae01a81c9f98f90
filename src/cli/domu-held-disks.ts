import { ArchxenError } from '../core/error.ts';
import { writtenDisks } from '../domu/clone.ts';
import { xlFiles } from '../domu/xl-files.ts';
import { loopOf } from '../facts/loop-devices.ts';
import type { System } from '../system/port.ts';
import { realPaths } from './domu-read.ts';

/**
 * Throws `guest-invalid` when dom0 itself holds a disk that the guest writes to: mounted, or behind a loop device. Two writers
 * destroy a file system, and Xen's own look at mounts is not made for all kinds of disks.
 */
export async function refuseHeldDisks(system: System, text: string, what: string): Promise<void> {
  const written = writtenDisks(text);
  const paths = xlFiles(text)
    .filter(({ key, path }) => key === 'disk' && written.includes(path))
    .map(({ path }) => path);
  const real = await realPaths(system, paths);
  for (const path of paths) {
    const held = await holder(system, real[path] ?? path);
    if (held === undefined) continue;
    throw new ArchxenError('guest-invalid', `${what}: its disk ${path} is ${held.how}.`, { path, hint: held.hint });
  }
}

async function holder(system: System, path: string): Promise<{ readonly how: string; readonly hint: string } | undefined> {
  if (!path.startsWith('/dev/')) {
    const loop = await loopOf(system, path);
    return loop === undefined ? undefined : { how: `behind ${loop}`, hint: `If nobody needs it there: umount ${loop}; losetup -d ${loop}` };
  }
  const { stdout, exit, ended } = await system.run(['lsblk', '-n', '-o', 'MOUNTPOINTS', path], { timeoutSeconds: 20 });
  const mount = ended === 'exit' && exit === 0 ? stdout.split('\n').find((line) => line.trim() !== '') : undefined;
  return mount === undefined ? undefined : { how: `mounted at ${mount.trim()}`, hint: `umount ${mount.trim()} first.` };
}
