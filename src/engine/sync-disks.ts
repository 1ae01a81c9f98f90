import { commandError } from '../changes/run-command.ts';
import type { System } from '../system/port.ts';

/** A slow disk has a package build to write out. */
const timeoutSeconds = 600;

/** Returns when all that programs wrote is on the disks, by sync(1). */
export async function syncDisks(system: System): Promise<void> {
  const argv = ['sync'];
  const result = await system.run(argv, { timeoutSeconds });
  if (result.ended === 'exit' && result.exit === 0) return;
  throw commandError(argv, result, { seen: [], timeoutSeconds, hint: 'Look in dmesg for what the disk reports, then run archxen again.' });
}
