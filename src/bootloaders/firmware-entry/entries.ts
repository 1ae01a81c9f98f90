import type { Facts } from '../../core/facts.ts';
import type { FirmwareEntry } from '../../core/facts-boot.ts';
import { pathBelow } from '../host-files.ts';
import { xenEntryTitle } from '../words.ts';
import { configName } from '../xen-efi/config.ts';
import { espMount, xenEfiPath } from '../xen-efi/esp.ts';
import type { XenEntry } from '../xen-entries.ts';
import { espPartuuid } from './partition.ts';

/** What a firmware entry needs to know of an entry for Xen. */
export type Wanted = Pick<XenEntry, 'name' | 'title' | 'xen'>;

/** The entry that is tried first, as it is before anything is known of kernels. */
export const normalEntry = (facts: Facts) =>
  ({ name: 'archxen-xen', title: xenEntryTitle, checks: 'boot.chain', xen: { efi: xenEfiPath(facts), gz: '/boot/xen.gz' } }) as const;

/** The load options of xen.efi: it throws the first word away, because it takes it for its own name. */
export const xenArguments = (entry: Pick<XenEntry, 'name'>): string => `xen.efi -cfg=${configName(entry)}`;

/** A path of the host as the firmware writes it, from the root of the ESP: `\xen.efi`. */
export const efiPath = (facts: Facts, path: string): string => `\\${(pathBelow(espMount(facts), path) ?? path).replaceAll('/', '\\')}`;

/** The way back: a file of the ESP as the host sees it. */
export const hostPath = (mount: string, path: string): string => `${mount}/${path.replaceAll('\\', '/').replace(/^\/+/, '')}`;

/** archxen's firmware entry for Xen: the one that is as it shall be, else one that has its title. */
export function findEntry(facts: Facts, wanted: Wanted): FirmwareEntry | undefined {
  const named = facts.boot.efi.entries.filter(({ label }) => label === wanted.title);
  return named.find((entry) => isWhole(facts, wanted, entry)) ?? named[0];
}

/** Does it start this Xen, from this ESP, with its configuration? */
export const isWhole = (facts: Facts, wanted: Wanted, { active, path, partuuid, options }: FirmwareEntry): boolean =>
  active &&
  path?.toLowerCase() === efiPath(facts, wanted.xen.efi).toLowerCase() &&
  (partuuid === undefined || partuuid === espPartuuid(facts)) &&
  options?.terminated === true &&
  options.text === xenArguments(wanted);

/** The entry's number: that of the whole one, else the lowest that is free. Numbers stay the same until they are used. */
export function entryNumbers(facts: Facts, wanted: readonly Wanted[]): readonly { readonly id: string; readonly there: boolean }[] {
  const { entries, bootOrder, bootCurrent, bootNext } = facts.boot.efi;
  const taken = new Set([...entries.map(({ id }) => id), ...bootOrder, bootCurrent, bootNext]);
  return wanted.map((each) => {
    const found = findEntry(facts, each);
    if (found !== undefined && isWhole(facts, each, found)) return { id: found.id, there: true };
    let number = 0;
    while (taken.has(fourDigits(number))) number += 1;
    taken.add(fourDigits(number));
    return { id: fourDigits(number), there: false };
  });
}

const fourDigits = (number: number): string => number.toString(16).toUpperCase().padStart(4, '0');

/** BootOrder as the firmware goes through it: without numbers that have no entry, and without inactive ones. */
export const bootable = (facts: Facts): readonly FirmwareEntry[] =>
  facts.boot.efi.bootOrder.flatMap((id) => facts.boot.efi.entries.find((entry) => entry.id === id && entry.active) ?? []);
