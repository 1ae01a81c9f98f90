import type { System } from '../system/port.ts';

const path = '/var/log/pacman.log';
const tail = 256 * 1024;

/**
 * The command of pacman's last transaction if that was never ended: power was lost, or it was killed. pacman says that a
 * transaction started only after it found that none of the new files is there.
 */
export async function brokenOff(system: System): Promise<string | undefined> {
  const size = (await system.stat(path))?.size ?? 0;
  const bytes = await system.read(path, { offset: Math.max(0, size - tail), length: tail });
  return bytes === undefined ? undefined : brokenOffIn(Buffer.from(bytes).toString('utf8'));
}

export function brokenOffIn(log: string): string | undefined {
  const lines = log.split('\n');
  const started = lines.findLastIndex((line) => line.includes('[ALPM] transaction started'));
  if (started < 0 || lines.slice(started).some((line) => /\[ALPM\] transaction (completed|interrupted|failed)/.test(line)))
    return undefined;
  return lines
    .slice(0, started)
    .map((line) => /\[PACMAN\] Running '(.*)'\s*$/.exec(line)?.[1])
    .findLast((command) => command !== undefined);
}
