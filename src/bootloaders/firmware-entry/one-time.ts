import type { BootOnceChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { isRefusal } from '../boot-loader.ts';
import { linuxStaysHint } from '../words.ts';
import type { XenEntry } from '../xen-entries.ts';
import { firmwareRefused } from './by-hand.ts';
import { findEntry, isWhole, normalEntry } from './entries.ts';
import { espPartition } from './partition.ts';
import { bootNextIs } from './variables.ts';

/** Why the firmware cannot be told by BootNext to start xen.efi once; it deletes that variable before it starts anything. */
export function whyNotOnce(facts: Facts): string | undefined {
  if (facts.firmware.type === 'bios') return 'This computer was started by BIOS, which has no one-time boot.';
  if (!facts.firmware.variablesWritable) return 'The EFI variables cannot be written, so the firmware cannot be told to boot Xen once.';
  const partition = espPartition(facts);
  return isRefusal(partition) ? partition.refused : undefined;
}

function isArmed(facts: Facts): boolean {
  const wanted = normalEntry(facts);
  const entry = findEntry(facts, wanted);
  return entry !== undefined && entry.id === facts.boot.efi.bootNext && isWhole(facts, wanted, entry);
}

/** For every loader whose trial is the firmware's. */
export const firmwareOneTime = { whyNotOnce, isArmed };

/** The firmware's next start, and only that, is this entry. */
export const bootNext = (entry: XenEntry, id: string): BootOnceChange => ({
  kind: 'boot-once',
  id: 'boot.once',
  title: `Boot "${entry.title}" once, at the next start`,
  why: linuxStaysHint,
  loader: 'the firmware',
  entry: `Boot${id}`,
  arm: ['efibootmgr', '--bootnext', id],
  disarm: ['efibootmgr', '--delete-bootnext'],
  readBack: bootNextIs(id),
  ifRefused: firmwareRefused,
});
