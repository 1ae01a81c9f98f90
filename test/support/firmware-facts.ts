import type { Facts } from '../../src/core/facts.ts';
import type { FirmwareEntry } from '../../src/core/facts-boot.ts';

/** As the firmware keeps it; the arguments are those that archxen wrote for the entry of this title. */
export function appliedToFirmware(facts: Facts, args: readonly string[]): Facts {
  const value = (name: string): string | undefined => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);
  const efi = facts.boot.efi;
  const changed = (more: Partial<Facts['boot']['efi']>): Facts => ({ ...facts, boot: { ...facts.boot, efi: { ...efi, ...more } } });
  const order = value('--bootorder');
  if (order !== undefined) return changed({ bootOrder: order.split(',') });
  const next = value('--bootnext');
  if (next !== undefined) return changed({ bootNext: next });
  if (!args.includes('--create-only')) throw new Error(`efibootmgr ${args.join(' ')} is not known here`);
  const file = /([^/]+)\.arguments$/.exec(value('--append-binary-args') ?? '')?.[1] ?? '';
  const entry: FirmwareEntry = {
    id: value('--bootnum') ?? '',
    active: true,
    label: value('--label') ?? '',
    path: value('--loader'),
    partuuid: facts.boot.devices.find(({ path }) => path === `${value('--disk')}p${value('--part')}`)?.partuuid,
    options: { text: `xen.efi -cfg=${file}.cfg`, terminated: true },
  };
  return changed({ entries: [...efi.entries, entry] });
}
