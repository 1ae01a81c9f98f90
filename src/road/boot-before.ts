import type { RunResult, System } from '../system/port.ts';

/** The systemd journal of the boot before this one; fails where it is not kept over a boot. */
export const journalBefore = (system: System, ...more: readonly string[]): Promise<RunResult> =>
  system.run(['journalctl', '--boot=-1', '--no-pager', '--output=cat', ...more], { timeoutSeconds: 30 });

/** Was that boot one under Xen, by what its kernel said? */
export async function ranXenBefore(system: System): Promise<boolean> {
  const { ended, exit, stdout } = await journalBefore(system, '--dmesg', '--grep=paravirtualized kernel on Xen', '--lines=1');
  return ended === 'exit' && exit === 0 && stdout.includes('Xen');
}

/**
 * Did that boot under Xen end without a shutdown? systemd(1) reaches shutdown.target on every orderly way down, and says so
 * in the journal. Where no journal of it is left, nothing is claimed.
 */
export async function endedWithoutShutdown(system: System): Promise<boolean> {
  if (!(await ranXenBefore(system))) return false;
  const { ended, exit, stdout } = await journalBefore(system, '--quiet', '--lines=1', '_PID=1', 'UNIT=shutdown.target');
  return ended === 'exit' && (exit === 0 || exit === 1) && stdout.trim() === '';
}
