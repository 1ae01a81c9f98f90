import type { Facts } from '../../core/facts.ts';
import { loaderEntryId } from '../../formats/loader-entry.ts';
import { xenIsDefault } from './default.ts';
import { xenEntryId } from './entries.ts';

/** The variable LoaderEntryOneShot, which the loader deletes as soon as it has read it. */
export const oneTime = {
  whyNotOnce: (facts: Facts): string | undefined =>
    facts.firmware.variablesWritable
      ? undefined
      : 'The EFI variables cannot be written, so systemd-boot cannot be told to boot an entry once.',
  isArmed: (facts: Facts): boolean => loaderEntryId(facts.boot.efi.loaderEntryOneShot ?? '') === xenEntryId,
  xenIsDefault,
};
