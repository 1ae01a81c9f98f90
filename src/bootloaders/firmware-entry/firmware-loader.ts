import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import type { BootLoaderId, FirmwareEntry } from '../../core/facts-boot.ts';
import type { BootLoader, BootSetup, Refusal } from '../boot-loader.ts';
import { isRefusal } from '../boot-loader.ts';
import { lesserLinks } from '../chain-checks.ts';
import { onceLink } from '../one-time.ts';
import { spaceLink } from '../xen-efi/chain.ts';
import { configChanges, configPath } from '../xen-efi/config.ts';
import { copyPaths } from '../xen-efi/copies.ts';
import { espMount, espRefusal } from '../xen-efi/esp.ts';
import { type XenEntry, xenEntries, xenEntryNames } from '../xen-entries.ts';
import { byHandWords, plainConfig, plainPath } from './by-hand.ts';
import { firmwareLinks } from './chain.ts';
import { argumentsPath, createEntries } from './create.ts';
import { entryNumbers, findEntry, normalEntry } from './entries.ts';
import { bootNext, firmwareOneTime, whyNotOnce } from './one-time.ts';
import { isFirst, putBackFirst, putFirst } from './order.ts';
import { espPartition } from './partition.ts';

/** A way of booting where the firmware itself starts xen.efi, and what it started before leads back to Linux. */
export interface FirmwareLoader {
  readonly id: BootLoaderId;
  readonly title: string;
  /** Why not on this host, beside what holds for every xen.efi. */
  readonly refusal?: (facts: Facts) => Refusal | undefined;
  /** The firmware entry that leads back to Linux. */
  readonly back: (facts: Facts) => FirmwareEntry | undefined;
  /** The links of the way back. */
  readonly fallback: (facts: Facts) => readonly Check[];
}

export function firmwareLoader({ id, title, refusal, back, fallback }: FirmwareLoader): BootLoader {
  const xenIsDefault = (facts: Facts): boolean => isFirst(facts, normalEntry(facts));
  const oneTime = { ...firmwareOneTime, xenIsDefault };
  return {
    id,
    title,
    buildDirectories: (facts) => ({ bootDir: '/boot', efiDir: espMount(facts), efiMountpoint: espMount(facts) }),
    setup: (facts, answers) => refusal?.(facts) ?? espRefusal(facts) ?? setup(facts, answers),
    confirm: (facts) => putFirst(facts, normalEntry(facts), back(facts)),
    linuxFirst: (facts) => putBackFirst(facts, back(facts)),
    ...oneTime,
    chain: (facts, answers) => [
      ...wanted(facts, answers).flatMap((entry) => entryLinks(facts, answers, entry)),
      spaceLink(facts),
      ...onceLink(oneTime, facts, answers, {
        next: facts.boot.efi.bootNext === undefined ? undefined : `Boot${facts.boot.efi.bootNext}`,
        command: `efibootmgr --bootnext ${findEntry(facts, normalEntry(facts))?.id ?? 'XXXX'}`,
      }),
      ...fallback(facts),
    ],
    paths: (facts) => [
      ...xenEntryNames.flatMap((name) => [configPath({ ...normalEntry(facts), name }), argumentsPath({ name })]),
      ...copyPaths(facts),
      plainPath(facts),
    ],
  };
}

type Wanted = Pick<XenEntry, 'name' | 'title' | 'xen' | 'checks'>;

/** All entries for Xen; where they cannot be worked out (no kernel), at least the normal one is looked for. */
function wanted(facts: Facts, answers: Answers): readonly Wanted[] {
  const entries = xenEntries(facts, answers, normalEntry(facts).xen);
  return isRefusal(entries) ? [normalEntry(facts)] : entries;
}

/** The next start needs only the entry that is the default or tried; the others are a second way. */
function entryLinks(facts: Facts, answers: Answers, entry: Wanted): readonly Check[] {
  const links = firmwareLinks(facts, entry, !facts.firmware.variablesWritable || answers.boot.trial === 'by-hand');
  return entry.name === 'archxen-xen' ? links : lesserLinks(links);
}

function setup(facts: Facts, answers: Answers): BootSetup | Refusal {
  const entries = xenEntries(facts, answers, normalEntry(facts).xen);
  if (isRefusal(entries)) return entries;
  const configs = entries.map((entry) => configChanges(facts, entry));
  const refused = configs.find(isRefusal);
  if (refused !== undefined) return refused;
  const config = configs.flatMap((each) => (isRefusal(each) ? [] : each));
  const [normal] = entries;
  const partition = espPartition(facts);
  const id = whyNotOnce(facts) === undefined ? entryNumbers(facts, entries)[0]?.id : undefined;
  const byHand = id === undefined || answers.boot.trial === 'by-hand';
  return {
    changes: [
      ...config,
      ...(byHand ? plainConfig(facts, normal, config) : []),
      ...(id === undefined || isRefusal(partition) ? [] : createEntries(facts, partition, entries)),
    ],
    entryTitle: normal.title,
    entryId: id === undefined ? 'xen.efi' : `Boot${id}`,
    once: id === undefined ? undefined : bootNext(normal, id),
    byHand: byHandWords(facts, normal, id),
  };
}
