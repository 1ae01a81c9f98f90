import type { Answers } from '../../core/answers.ts';
import type { BootOnceChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import type { BootLoader, BootSetup, Refusal } from '../boot-loader.ts';
import { isRefusal } from '../boot-loader.ts';
import { linuxStaysHint, xenEntryTitle } from '../words.ts';
import { copyPaths } from '../xen-efi/copies.ts';
import { espMount, espRefusal, previousFolder, xenEfiPath } from '../xen-efi/esp.ts';
import { unifiedPath } from '../xen-efi/unified.ts';
import { xenEntries, xenEntryNames } from '../xen-entries.ts';
import { systemdBootChain } from './chain.ts';
import { decidingChoices } from './choice.ts';
import { explicitLinuxDefault, linuxFirst, setDefault, xenIsDefault } from './default.ts';
import { loaderConfPath, xenEntryId } from './entries.ts';
import { entryChanges, entryPath } from './entry-files.ts';
import { oneTime } from './one-time.ts';

const oneShotVariable = '/sys/firmware/efi/efivars/LoaderEntryOneShot-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f';

const once: BootOnceChange = {
  kind: 'boot-once',
  id: 'boot.once',
  title: `Boot "${xenEntryTitle}" once, at the next start`,
  why: linuxStaysHint,
  loader: 'systemd-boot',
  entry: xenEntryId,
  arm: ['bootctl', 'set-oneshot', xenEntryId],
  disarm: ['bootctl', 'set-oneshot', ''],
  readBack: { path: oneShotVariable, contains: xenEntryId, encoding: 'utf16le' },
};

function setup(facts: Facts, answers: Answers): BootSetup | Refusal {
  const refused = espRefusal(facts, answers.boot.image);
  if (refused !== undefined) return refused;
  const entries = xenEntries(facts, answers, { efi: xenEfiPath(facts), gz: '/boot/xen.gz' });
  if (isRefusal(entries)) return entries;
  const written = entryChanges(facts, entries, answers.boot.image);
  if (isRefusal(written)) return written;
  const linuxDefault = explicitLinuxDefault(facts);
  if (isRefusal(linuxDefault)) return linuxDefault;
  return {
    changes: [...linuxDefault, ...written],
    entryTitle: xenEntryTitle,
    entryId: xenEntryId,
    once: oneTime.whyNotOnce(facts) === undefined ? once : undefined,
    byHand: `Restart and choose "${xenEntryTitle}" in the boot menu (hold the space bar while the computer starts if no menu shows).`,
  };
}

/** systemd-boot, with xen.efi as an EFI program beside it on the ESP. */
export const systemdBoot: BootLoader = {
  id: 'systemd-boot',
  title: 'systemd-boot',
  buildDirectories: (facts) => ({ bootDir: '/boot', efiDir: espMount(facts), efiMountpoint: espMount(facts) }),
  setup,
  confirm: (facts) =>
    xenIsDefault(facts)
      ? []
      : setDefault(facts, decidingChoices(facts), xenEntryId, {
          id: 'boot.confirm',
          title: `Make "${xenEntryTitle}" the default of the boot menu`,
          why: 'Xen has booted and verified; Linux stays in the menu.',
        }),
  linuxFirst,
  ...oneTime,
  chain: systemdBootChain,
  paths: (facts) => [
    ...xenEntryNames.flatMap((name) => [`${espMount(facts)}/${name}.cfg`, entryPath(facts, name)]),
    unifiedPath(facts),
    ...copyPaths(facts),
    `${previousFolder(facts)}/archxen-previous.cfg`,
    loaderConfPath(facts),
  ],
};
