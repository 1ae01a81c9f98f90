import type { System } from '../system/port.ts';

/** A loop device that reads or writes this file now, under whatever name: a mount of it, or the disk of a running guest. */
export async function loopOf(system: System, path: string): Promise<string | undefined> {
  const { stdout, exit, ended } = await system.run(['losetup', '-n', '-O', 'NAME', '-j', path], { timeoutSeconds: 15 });
  return ended === 'exit' && exit === 0 ? stdout.trim().split('\n')[0]?.trim() || undefined : undefined;
}
