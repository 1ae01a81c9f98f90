import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { fail, lesserLinks, makeAgain } from '../chain-checks.ts';
import { onceLink } from '../one-time.ts';
import { spaceLink, xenEfiLinks } from '../xen-efi/chain.ts';
import { wantedEntries, type XenEntry } from '../xen-entries.ts';
import { menuEntries, xenEntryId, xenEntryIds } from './entries.ts';
import { entryPath } from './entry-files.ts';
import { systemdBootFallback } from './fallback.ts';
import { oneTime } from './one-time.ts';

/** Every link from systemd-boot's entry to dom0's root, then those of the Linux fallback. */
export function systemdBootChain(facts: Facts, answers: Answers): readonly Check[] {
  return [
    ...wantedEntries(facts, answers).flatMap((wanted) => xenLinks(facts, wanted)),
    spaceLink(facts),
    ...onceLink(oneTime, facts, answers, { next: facts.boot.efi.loaderEntryOneShot, command: `bootctl set-oneshot ${xenEntryId}` }),
    ...systemdBootFallback(facts),
  ];
}

type Wanted = Pick<XenEntry, 'name' | 'checks'>;

/** The next start needs only the entry that is the default or tried; the others are a second way. */
const xenLinks = (facts: Facts, wanted: Wanted): readonly Check[] =>
  wanted.name === 'archxen-xen' ? entryLinks(facts, wanted) : lesserLinks(entryLinks(facts, wanted));

function entryLinks(facts: Facts, { name, checks }: Wanted): readonly Check[] {
  const link = { id: `${checks}.entry`, title: 'Boot entry' };
  const menu = menuEntries(facts).find((each) => each.id === xenEntryIds[name]);
  if (menu?.entry === undefined) {
    const detail = `${entryPath(facts, name)} is missing`;
    return [fail(link, { detail, reason: 'The menu has no entry for Xen.', hint: makeAgain })];
  }
  const { efi, options, title } = menu.entry;
  if (efi === undefined)
    return [fail(link, { detail: `${menu.path} names no EFI program`, reason: 'systemd-boot drops such an entry.', hint: makeAgain })];
  const program = `${menu.root}${efi.startsWith('/') ? '' : '/'}${efi.replaceAll('\\', '/')}`;
  return xenEfiLinks(facts, { checks, entry: title ?? menu.id, program, options, evidence: [menu.path] });
}
