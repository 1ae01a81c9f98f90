import { xlLog } from '../domu/saved.ts';
import { explainXlFailure, type XlFailure } from '../domu/xl-failures.ts';
import type { System } from '../system/port.ts';

const directory = '/var/log/xen';

/** Why a guest failed, from what its logs say. */
export interface LogFinding extends XlFailure {
  readonly log: string;
}

/** Reads the ends of the logs in /var/log/xen that are about this guest, and Xen's own. undefined: none of them tells a known cause. */
export async function explainFromLogs(system: System, name: string): Promise<LogFinding | undefined> {
  // The device model's first: xl only says that there is none.
  const logs = [`${directory}/qemu-dm-${name}.log`, xlLog(name), `${directory}/console/guest-${name}.log`];
  for (const log of logs) {
    const found = explainXlFailure(await end(system, log));
    if (found !== undefined) return { ...found, log };
  }
  const { stdout } = await system.run(['xl', 'dmesg'], { timeoutSeconds: 15 });
  const found = explainXlFailure(stdout.slice(-8000));
  return found && { ...found, log: 'xl dmesg' };
}

/**
 * What udevd said of the last quarter of an hour: it logs the rule that Xen of old left to the journal, and nowhere else. For a start
 * that nothing else explains; what else udevd says there is not about guests.
 */
export async function explainFromUdev(system: System): Promise<LogFinding | undefined> {
  const log = 'journalctl -b -u systemd-udevd';
  const options = ['--boot', '--unit=systemd-udevd.service', '--since=-15min', '--no-pager', '--output=cat'];
  const { stdout } = await system.run(['journalctl', ...options], { timeoutSeconds: 15 });
  const ofXend = stdout.split('\n').filter((line) => line.includes('/xen/xend/'));
  const found = explainXlFailure(ofXend.join('\n'));
  return found && { ...found, log };
}

/** The last lines of the device model's log, where it has one. */
export async function deviceModelsLastWords(
  system: System,
  name: string,
): Promise<{ readonly log: string; readonly lines: readonly string[] }> {
  const log = `${directory}/qemu-dm-${name}.log`;
  const lines = (await end(system, log)).split('\n').filter((line) => line.trim() !== '');
  return { log, lines: lines.slice(-6) };
}

/** By number: why a domain shut down (xen/include/public/sched.h). */
const reasons = ['it switched itself off', 'it asked for a reboot', 'it was suspended', 'it crashed', 'its watchdog ended it'];

/** Why xl, which watches a guest, says that it ended; and what Xen has to say of a domain that crashed without a word. */
export async function howItEnded(system: System, { name, id }: { readonly name: string; readonly id: number | null }): Promise<Ending> {
  const log = await end(system, xlLog(name));
  const said = [...log.matchAll(/has shut down, reason code (\d+)/g)].at(-1);
  const action = [...log.matchAll(/Action for shutdown reason code \d+ is (\S+)/g)].at(-1);
  const { stdout } = await system.run(['xl', 'dmesg'], { timeoutSeconds: 15 });
  const own = new RegExp(`\\bd(?:om)?${id}(?:v\\d+)?\\b`);
  return {
    reason: reasons[Number(said?.[1])],
    restarts: action?.[1]?.startsWith('restart') === true || action?.[1] === 'rename-restart',
    lines: stdout
      .split('\n')
      .filter((line) => own.test(line))
      .slice(-4),
  };
}

export interface Ending {
  readonly reason: string | undefined;
  /** xl starts it anew (`on_reboot = "restart"`, which is the default). */
  readonly restarts: boolean;
  readonly lines: readonly string[];
}

async function end(system: System, path: string): Promise<string> {
  const stat = await system.stat(path);
  if (stat?.type !== 'file') return '';
  const length = 16_384;
  const bytes = await system.read(path, { offset: Math.max(0, stat.size - length), length });
  return Buffer.from(bytes ?? []).toString('utf8');
}
