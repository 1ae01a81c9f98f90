import type { Answers } from '../../core/answers.ts';
import type { Facts } from '../../core/facts.ts';
import type { BootLoader, BootSetup, Refusal } from '../boot-loader.ts';
import { isRefusal } from '../boot-loader.ts';
import { argumentsPath, createEntries } from '../firmware-entry/create.ts';
import { entryNumbers, normalEntry } from '../firmware-entry/entries.ts';
import { bootNext, whyNotOnce } from '../firmware-entry/one-time.ts';
import { espPartition } from '../firmware-entry/partition.ts';
import { hostFile } from '../host-files.ts';
import { xenEntryTitle } from '../words.ts';
import { configChanges, configPath } from '../xen-efi/config.ts';
import { copyPaths } from '../xen-efi/copies.ts';
import { espMount, espRefusal } from '../xen-efi/esp.ts';
import { xenEntries, xenEntryNames } from '../xen-entries.ts';
import { refindChain } from './chain.ts';
import { confPath, ownPath } from './conf.ts';
import { linuxChoice, linuxFirst, setDefault, xenIsDefault } from './default.ts';
import { oneTime } from './one-time.ts';
import { menuChanges } from './own-file.ts';

function setup(facts: Facts, answers: Answers): BootSetup | Refusal {
  const refused = espRefusal(facts) ?? confRefusal(facts);
  if (refused !== undefined) return refused;
  const entries = xenEntries(facts, answers, normalEntry(facts).xen);
  if (isRefusal(entries)) return entries;
  const configs = entries.map((entry) => configChanges(facts, entry));
  const broken = configs.find(isRefusal);
  if (broken !== undefined) return broken;
  const [normal] = entries;
  const partition = espPartition(facts);
  const id = whyNotOnce(facts) === undefined ? entryNumbers(facts, [normal])[0]?.id : undefined;
  return {
    changes: [
      ...configs.flatMap((each) => (isRefusal(each) ? [] : each)),
      ...menuChanges(facts, answers, entries),
      ...(id === undefined || isRefusal(partition) || answers.boot.trial === 'by-hand' ? [] : createEntries(facts, partition, [normal])),
    ],
    entryTitle: normal.title,
    entryId: normal.title,
    once: id === undefined ? undefined : bootNext(normal, id),
    byHand: `Restart and choose "${normal.title}" in rEFInd's menu.`,
  };
}

function confRefusal(facts: Facts): Refusal | undefined {
  const path = confPath(facts);
  if (hostFile(facts, path)?.text !== undefined) return undefined;
  return {
    refused: `${path} is missing, or is no text in UTF-8.`,
    hint: 'Install rEFInd again with refind-install, or save that file as UTF-8.',
  };
}

/** rEFInd: stanzas in a file of archxen's own; the trial goes past it by the firmware's BootNext. */
export const refind: BootLoader = {
  id: 'refind',
  title: 'rEFInd',
  buildDirectories: (facts) => ({ bootDir: '/boot', efiDir: espMount(facts), efiMountpoint: espMount(facts) }),
  setup,
  confirm: (facts, answers) =>
    xenIsDefault(facts)
      ? []
      : setDefault(facts, `${xenEntryTitle},${linuxChoice(facts, answers)}`, {
          id: 'boot.confirm',
          title: `Make "${xenEntryTitle}" the default of the boot menu`,
          why: 'Xen has booted and verified; Linux stays in the menu.',
        }),
  linuxFirst,
  ...oneTime,
  chain: refindChain,
  paths: (facts) => [
    ...xenEntryNames.flatMap((name) => [configPath({ ...normalEntry(facts), name }), argumentsPath({ name })]),
    ...copyPaths(facts),
    confPath(facts),
    ownPath(facts),
  ],
};
