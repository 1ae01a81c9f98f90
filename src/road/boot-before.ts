import type { RunResult, System } from '../system/port.ts';

/** The systemd journal of the boot before this one; fails where it is not kept over a boot. */
export const journalBefore = (system: System, ...more: readonly string[]): Promise<RunResult> => journalOf(system, '-1', ...more);

/** The same of any boot, by what journalctl(1) takes for one. */
const journalOf = (system: System, boot: string, ...more: readonly string[]): Promise<RunResult> =>
  system.run(['journalctl', `--boot=${boot}`, '--no-pager', '--output=cat', ...more], { timeoutSeconds: 30 });

/** Was that boot one under Xen, by what its kernel said? */
export async function ranXenBefore(system: System): Promise<boolean> {
  const { ended, exit, stdout } = await journalBefore(system, '--dmesg', '--grep=paravirtualized kernel on Xen', '--lines=1');
  return ended === 'exit' && exit === 0 && stdout.includes('Xen');
}

/**
 * Did the boot of that id end without a shutdown? Every orderly way down begins with systemd(1) stopping multi-user.target, and
 * its journal says so; what it says later may be lost, where /var is a volume of its own. A boot that ended abruptly may have
 * left no journal at all: it is asked for by its id, so that no other one answers for it. Where no journal is kept over a
 * boot, nothing is claimed.
 */
export async function endedWithoutShutdown(system: System, boot: string): Promise<boolean> {
  if ((await system.stat('/var/log/journal'))?.type !== 'directory') return false;
  const id = boot.replaceAll('-', '');
  const stopped = ['_PID=1', 'UNIT=multi-user.target', 'JOB_TYPE=stop'];
  const { ended, exit, stdout } = await journalOf(system, id, '--quiet', '--lines=1', ...stopped);
  return ended === 'exit' && (exit === 0 || exit === 1) && stdout.trim() === '';
}
