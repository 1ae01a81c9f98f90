import type { Change } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import type { FirmwareEntry } from '../../core/facts-boot.ts';
import type { Refusal } from '../boot-loader.ts';
import { makeAgain } from '../chain-checks.ts';
import { type DefaultWords, linuxFirstWords } from '../words.ts';
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
  const refused = refusal(facts);
  if (refused !== undefined) return refused;
  const entry = findEntry(facts, wanted);
  if (entry === undefined || !isWhole(facts, wanted, entry))
    return { refused: `The firmware has no whole entry "${wanted.title}".`, hint: makeAgain };
  if (back === undefined) return noWayBack;
  return setOrder(facts, [entry.id, back.id], {
    id: 'boot.confirm',
    title: `Put "${wanted.title}" first in the firmware's BootOrder`,
    why: 'Xen has booted and verified; Linux comes right behind it.',
  });
}

/** Puts what leads back to Linux first again. */
export function putBackFirst(facts: Facts, back: FirmwareEntry | undefined): readonly Change[] | Refusal {
  return refusal(facts) ?? (back === undefined ? noWayBack : setOrder(facts, [back.id], linuxFirstWords));
}

const noWayBack: Refusal = {
  refused: 'No firmware entry that starts Linux was found.',
  hint: 'Make an entry for Linux first (efibootmgr --create), so that there is a way back.',
};

function refusal(facts: Facts): Refusal | undefined {
  if (facts.firmware.variablesWritable) return undefined;
  const hint = "Change it in the firmware's own setup, if that offers it; else go on choosing by hand.";
  return { refused: 'The EFI variables cannot be written, so archxen cannot change BootOrder.', hint };
}

/** The entries named come first, in their order; entries that are gone are left out. */
function setOrder(facts: Facts, first: readonly string[], words: DefaultWords): readonly Change[] {
  const known = facts.boot.efi.bootOrder.filter((id) => facts.boot.efi.entries.some((each) => each.id === id));
  const order = [...new Set([...first, ...known])];
  return [
    {
      kind: 'command',
      ...words,
      argv: ['efibootmgr', '--bootorder', order.join(',')],
      writes: [],
      undo: known.length === 0 ? ['efibootmgr', '--delete-bootorder'] : ['efibootmgr', '--bootorder', known.join(',')],
      readBack: { ...bootOrderIs(order), present: true },
      timeoutSeconds: 60,
    },
  ];
}
