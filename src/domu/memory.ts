import type { Facts } from '../core/facts.ts';
import type { Guest } from './guest.ts';

type Sized = Pick<Guest, 'kind' | 'vcpus'>;

/** What Xen itself needs for a domain and its devices beside what libxl reckons: structures, grant tables, event channels. */
const ownMiB = 16;

/**
 * libxl_domain_need_memory: 1 MiB a vCPU and 2 MiB for the domain, whatever its memory, and one page of 4 KiB a MiB for the map of
 * its memory; one more for shadow page tables, where the CPU has no nested ones (HAP) and the guest is not PV.
 */
const fixedMiB = ({ vcpus }: Sized): number => vcpus + 2 + ownMiB;
const perMiB = ({ kind }: Sized, { xen }: Facts): number => (kind !== 'pv' && xen.virtCaps?.includes('hap') === false ? 2 : 1) / 256;

/** What a guest of this memory takes from Xen. */
export const neededMiB = (memoryMiB: number, guest: Sized, facts: Facts): number =>
  Math.ceil(memoryMiB * (1 + perMiB(guest, facts)) + fixedMiB(guest));

/** The most memory that a guest can have; undefined: how much is free is not known. */
export function mostMiB(guest: Sized, facts: Facts): number | undefined {
  const free = facts.xen.freeMiB;
  return free === undefined ? undefined : Math.max(0, Math.floor((free - fixedMiB(guest)) / (1 + perMiB(guest, facts))));
}
