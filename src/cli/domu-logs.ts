import { explainXlFailure, type XlFailure } from '../domu/xl-failures.ts';
import type { System } from '../system/port.ts';

/** Why a guest failed, from what its logs say. */
export interface LogFinding extends XlFailure {
  readonly log: string;
}

/** Reads the ends of the logs in /var/log/xen that are about this guest, and Xen's own. undefined: none of them tells a known cause. */
export async function explainFromLogs(system: System, name: string): Promise<LogFinding | undefined> {
  const directory = '/var/log/xen';
  const logs = [`${directory}/xl-${name}.log`, `${directory}/qemu-dm-${name}.log`, `${directory}/console/guest-${name}.log`];
  for (const log of logs) {
    const found = explainXlFailure(await end(system, log));
    if (found !== undefined) return { ...found, log };
  }
  const { stdout } = await system.run(['xl', 'dmesg'], { timeoutSeconds: 15 });
  const found = explainXlFailure(stdout.slice(-8000));
  return found && { ...found, log: 'xl dmesg' };
}

async function end(system: System, path: string): Promise<string> {
  const stat = await system.stat(path);
  if (stat?.type !== 'file') return '';
  const length = 16_384;
  const bytes = await system.read(path, { offset: Math.max(0, stat.size - length), length });
  return Buffer.from(bytes ?? []).toString('utf8');
}
