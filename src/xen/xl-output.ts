import type { DomainFacts } from '../core/facts-xen.ts';

/**
 * `xl list`: the columns are read from the right, as names may be longer than theirs and hold blanks.
 * The header parts its last columns by tabs, the rows by blanks (tools/xl/xl_list.c).
 */
export function parseXlList(text: string): readonly DomainFacts[] {
  return text.split('\n').flatMap((line) => {
    const match = /^(.*\S)\s+(\d+)\s+(\d+)\s+(\d+)\s+([r-][b-][p-][s-][c-][d-])\s+(\d+(?:\.\d+)?)\s*$/.exec(line);
    if (match === null) return [];
    const [, name = '', id, memoryMiB, vcpus, state = '', seconds] = match;
    return [{ name, id: Number(id), memoryMiB: Number(memoryMiB), vcpus: Number(vcpus), state, seconds: Number(seconds) }];
  });
}

/** What `xl info` says of the host. A line that libxl could not fill is missing, so each member may be. */
export interface XlInfo {
  /** `4.21.2`, without the vendor's suffix. */
  readonly version?: string | undefined;
  readonly commandLine?: string | undefined;
  readonly virtCaps?: readonly string[] | undefined;
  readonly totalMiB?: number | undefined;
  readonly freeMiB?: number | undefined;
  readonly cpus?: number | undefined;
}

/** `key : value` lines; tables of `xl info -n` between them are passed over. */
export function parseXlInfo(text: string): XlInfo {
  const value = (key: string): string | undefined => new RegExp(`^${key}\\s*:[ \\t]*(.*)$`, 'm').exec(text)?.[1]?.trim();
  const number = (key: string): number | undefined => {
    const found = value(key);
    return found !== undefined && /^\d+$/.test(found) ? Number(found) : undefined;
  };
  return {
    version: xenVersion(value('xen_version')),
    commandLine: value('xen_commandline'),
    virtCaps: value('virt_caps')?.split(/\s+/).filter(Boolean),
    totalMiB: number('total_memory'),
    freeMiB: number('free_memory'),
    cpus: number('nr_cpus'),
  };
}

/** The numbers of a version: `4.21.2-1arch` is 4.21.2. */
export const xenVersion = (text: string | undefined): string | undefined => /^\d+\.\d+(\.\d+)*/.exec(text ?? '')?.[0];
