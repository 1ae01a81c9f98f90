import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { fail, makeAgain } from '../chain-checks.ts';
import { onceLink } from '../one-time.ts';
import { spaceLink, xenEfiLinks } from '../xen-efi/chain.ts';
import { menuEntries, xenEntryId } from './entries.ts';
import { systemdBootFallback } from './fallback.ts';
import { oneTime } from './one-time.ts';

/** Every link from systemd-boot's entry to dom0's root, then those of the Linux fallback. */
export function systemdBootChain(facts: Facts, answers: Answers): readonly Check[] {
  return [
    ...xenLinks(facts),
    spaceLink(facts),
    ...onceLink(oneTime, facts, answers, { next: facts.boot.efi.loaderEntryOneShot, command: `bootctl set-oneshot ${xenEntryId}` }),
    ...systemdBootFallback(facts, answers),
  ];
}

function xenLinks(facts: Facts): readonly Check[] {
  const link = { id: 'boot.chain.entry', title: 'Boot entry' };
  const menu = menuEntries(facts).find((each) => each.id === xenEntryId);
  const mount = facts.boot.esp?.mount ?? '/boot';
  if (menu?.entry === undefined) {
    const detail = `${mount}/loader/entries/${xenEntryId} is missing`;
    return [fail(link, { detail, reason: 'The menu has no entry for Xen.', hint: makeAgain })];
  }
  const { efi, options, title } = menu.entry;
  if (efi === undefined)
    return [fail(link, { detail: `${menu.path} names no EFI program`, reason: 'systemd-boot drops such an entry.', hint: makeAgain })];
  const program = `${menu.root}${efi.startsWith('/') ? '' : '/'}${efi.replaceAll('\\', '/')}`;
  return xenEfiLinks(facts, { checks: 'boot.chain', entry: title ?? menu.id, program, options, evidence: [menu.path] });
}
