import type { DiskFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { mebibytes } from './esp.ts';

/** Space where packages are built, and where kernels and hypervisor go. */
export async function readDisk(system: System): Promise<DiskFacts> {
  const [build, boot] = await Promise.all([system.space('/var/cache/archxen'), system.space('/boot')]);
  return {
    buildFreeMiB: build && mebibytes(build.freeBytes),
    buildTotalMiB: build && mebibytes(build.totalBytes),
    bootFreeMiB: boot && mebibytes(boot.freeBytes),
  };
}
