import type { Change } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import type { FirmwareEntry } from '../../core/facts-boot.ts';
import type { Refusal } from '../boot-loader.ts';
import { makeAgain } from '../chain-checks.ts';
import { bootable, findEntry, isWhole, type Wanted } from './entries.ts';
import { bootOrderIs } from './variables.ts';

/** Is Xen what the firmware starts when nobody chooses? */
export const isFirst = (facts: Facts, wanted: Wanted): boolean => {
  const entry = findEntry(facts, wanted);
  return entry !== undefined && bootable(facts)[0]?.id === entry.id;
};

/** Puts Xen first in BootOrder, and right behind it what leads back to Linux; its way back is the order of now. */
export function putFirst(facts: Facts, wanted: Wanted, back: FirmwareEntry | undefined): readonly Change[] | Refusal {
  if (isFirst(facts, wanted)) return [];
  const entry = findEntry(facts, wanted);
  if (!facts.firmware.variablesWritable) {
    const hint = "Put it first in the firmware's own setup, if that offers it; else go on choosing it by hand.";
    return { refused: 'The EFI variables cannot be written, so archxen cannot put Xen first in BootOrder.', hint };
  }
  if (entry === undefined || !isWhole(facts, wanted, entry))
    return { refused: `The firmware has no whole entry "${wanted.title}".`, hint: makeAgain };
  if (back === undefined) {
    const hint = 'Make an entry for Linux first (efibootmgr --create), so that there is a way back.';
    return { refused: 'No firmware entry that starts Linux was found.', hint };
  }
  const known = facts.boot.efi.bootOrder.filter((id) => facts.boot.efi.entries.some((each) => each.id === id));
  const order = [...new Set([entry.id, back.id, ...known])];
  return [
    {
      kind: 'command',
      id: 'boot.confirm',
      title: `Put "${wanted.title}" first in the firmware's BootOrder`,
      why: 'Xen has booted and verified; Linux comes right behind it.',
      argv: ['efibootmgr', '--bootorder', order.join(',')],
      writes: [],
      undo: known.length === 0 ? ['efibootmgr', '--delete-bootorder'] : ['efibootmgr', '--bootorder', known.join(',')],
      readBack: { ...bootOrderIs(order), present: true },
      timeoutSeconds: 60,
    },
  ];
}
