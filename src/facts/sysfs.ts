import type { System } from '../system/port.ts';

/**
 * Where the kernel has a disk or card of /sys/class: the path leads through each controller and bridge that it hangs on, a USB
 * card's through that of its port. Undefined: it could not be found.
 */
export async function sysfsPath(system: System, path: string): Promise<string | undefined> {
  return (await system.stat(path).catch(() => undefined))?.target;
}
