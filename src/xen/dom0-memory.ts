import { commandLineWords, lastValue } from './words.ts';

const mebibytes: Readonly<Record<string, number>> = { B: 1 / 1024 / 1024, K: 1 / 1024, M: 1, G: 1024, T: 1024 * 1024 };

/** A size of Xen's command line in MiB: `2048M`, `2G`; without a suffix it is KiB (parse_size_and_unit). */
export function sizeInMiB(size: string): number | undefined {
  const [, digits, suffix] = /^(\d+)([bkmgt]?)$/i.exec(size) ?? [];
  if (digits === undefined) return undefined;
  return Number(digits) * (mebibytes[suffix?.toUpperCase() || 'K'] ?? 1);
}

/**
 * The memory that `dom0_mem=` gives dom0 at boot, in MiB. Undefined: not given, or in a form that depends on the host
 * (a percentage, a negative size).
 */
export function dom0MemoryMiB(xenLine: string): number | undefined {
  const parts = lastValue(commandLineWords(xenLine), 'dom0_mem')?.split(',') ?? [];
  const exact = parts.find((part) => !part.includes(':'));
  return exact === undefined ? undefined : sizeInMiB(exact);
}

/** The upper limit `max:` of `dom0_mem=` in MiB; without it Linux sizes its page tables for the whole host. */
export function dom0MaximumMiB(xenLine: string): number | undefined {
  const parts = lastValue(commandLineWords(xenLine), 'dom0_mem')?.split(',') ?? [];
  const maximum = parts.find((part) => part.startsWith('max:'));
  return maximum === undefined ? undefined : sizeInMiB(maximum.slice('max:'.length));
}

/** `dom0_max_vcpus=4` or `2-4`: the upper number. */
export function dom0MaximumVcpus(xenLine: string): number | undefined {
  const digits = /^(?:\d+-)?(\d+)$/.exec(lastValue(commandLineWords(xenLine), 'dom0_max_vcpus') ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits);
}
