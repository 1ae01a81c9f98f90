import type { MemoryFacts } from '../core/facts.ts';
import type { XenFacts } from '../core/facts-xen.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { readText } from './reading.ts';

/** /proc/meminfo, in MiB. */
export function parseMemInfo(text: string): MemoryFacts {
  const mib = (key: string): number => Math.floor(Number(new RegExp(`^${key}:\\s*(\\d+) kB$`, 'm').exec(text)?.[1] ?? 0) / 1024);
  return { totalMiB: mib('MemTotal'), availableMiB: mib('MemAvailable') };
}

/** Under Xen, /proc/meminfo is dom0's share; the host's total is Xen's to tell. */
export async function readMemory(system: System, notes: Notes, xen: XenFacts): Promise<MemoryFacts> {
  const text = await readText(system, '/proc/meminfo', notes, 'memory');
  if (text === undefined) notes.add('memory', '/proc/meminfo is not there');
  const own = parseMemInfo(text ?? '');
  if (xen.running && xen.totalMiB === undefined)
    notes.add('memory.totalMiB', 'this is the share of dom0; Xen did not say how much the host has');
  return { totalMiB: xen.totalMiB ?? own.totalMiB, availableMiB: own.availableMiB };
}
