import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { isRefusal } from '../boot-loader.ts';
import { fail, lesserLinks, makeAgain, pass } from '../chain-checks.ts';
import { firmwareLinks } from '../firmware-entry/chain.ts';
import { findEntry, hostPath, normalEntry } from '../firmware-entry/entries.ts';
import { hostFile } from '../host-files.ts';
import { onceLink, wantsTrial } from '../one-time.ts';
import { spaceLink, xenEfiLinks } from '../xen-efi/chain.ts';
import { espMount } from '../xen-efi/esp.ts';
import { type XenEntry, xenEntries } from '../xen-entries.ts';
import { confPath, includesOwn, ownName, readConf, scanFor, showsStanzas } from './conf.ts';
import { refindFallback } from './fallback.ts';
import { oneTime } from './one-time.ts';

type Wanted = Pick<XenEntry, 'name' | 'title' | 'checks'>;

/** Every link from rEFInd's menu to dom0's root, the firmware's entry for the trial, and the links of the Linux fallback. */
export function refindChain(facts: Facts, answers: Answers): readonly Check[] {
  const entries = xenEntries(facts, answers, normalEntry(facts).xen);
  const wanted: readonly Wanted[] = isRefusal(entries) ? [normalEntry(facts)] : entries;
  return [
    ...menuLinks(facts),
    ...wanted.flatMap((entry) => (entry.name === 'archxen-xen' ? stanzaLinks(facts, entry) : lesserLinks(stanzaLinks(facts, entry)))),
    ...trialLinks(facts, answers),
    spaceLink(facts),
    ...onceLink(oneTime, facts, answers, {
      next: facts.boot.efi.bootNext === undefined ? undefined : `Boot${facts.boot.efi.bootNext}`,
      command: `efibootmgr --bootnext ${findEntry(facts, normalEntry(facts))?.id ?? 'XXXX'}`,
    }),
    ...refindFallback(facts),
  ];
}

function menuLinks(facts: Facts): readonly Check[] {
  const link = { id: 'boot.chain.menu', title: 'Boot menu' };
  const path = confPath(facts);
  const evidence = [path];
  if (hostFile(facts, path)?.text === undefined) {
    const hint = 'Install rEFInd again: refind-install';
    return [fail(link, { detail: `${path} is missing or no text`, reason: 'rEFInd would show only what it finds.', hint, evidence })];
  }
  if (!includesOwn(facts))
    return [
      fail(link, { detail: `${path} does not include ${ownName}`, reason: 'The menu has no entry for Xen.', hint: makeAgain, evidence }),
    ];
  const scan = scanFor(facts);
  if (showsStanzas(scan)) return [pass(link, { detail: path, evidence })];
  const reason = 'rEFInd shows stanzas only when scanfor has manual.';
  return [
    fail(link, { detail: `scanfor ${scan?.values.join(',')}`, reason, hint: 'Add it: scanfor ...,manual', evidence: [scan?.path ?? path] }),
  ];
}

function stanzaLinks(facts: Facts, { title, checks }: Wanted): readonly Check[] {
  const link = { id: `${checks}.entry`, title: 'Boot entry' };
  const stanza = readConf(facts).stanzas.find((each) => each.title === title);
  if (stanza === undefined)
    return [fail(link, { detail: `no stanza "${title}"`, reason: 'The menu has no entry for Xen.', hint: makeAgain })];
  if (stanza.disabled)
    return [fail(link, { detail: `the stanza "${title}" is disabled`, reason: 'rEFInd does not show it.', hint: makeAgain })];
  if (stanza.loader === undefined)
    return [fail(link, { detail: `the stanza "${title}" names no loader`, reason: 'rEFInd could start nothing.', hint: makeAgain })];
  const program = hostPath(espMount(facts), stanza.loader);
  return xenEfiLinks(facts, { checks, entry: title, program, options: stanza.options, evidence: [confPath(facts)] });
}

/** The trial goes past rEFInd; what it starts is the same as from the menu, and is checked there. */
const trialLinks = (facts: Facts, answers: Answers): readonly Check[] =>
  wantsTrial(oneTime, facts, answers)
    ? firmwareLinks(facts, { ...normalEntry(facts), checks: 'boot.trial' }, false).filter(({ id }) => /\.(entry|partition)$/.test(id))
    : [];
