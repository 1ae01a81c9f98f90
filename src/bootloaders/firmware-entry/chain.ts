import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { fail, type Link, makeAgain, pass, unknown, warn } from '../chain-checks.ts';
import { xenEfiLinks } from '../xen-efi/chain.ts';
import { espMount } from '../xen-efi/esp.ts';
import { bootable, findEntry, hostPath, isWhole, type Wanted, xenArguments } from './entries.ts';
import { espPartuuid } from './partition.ts';

const refusedHint = `${makeAgain}. If the firmware keeps refusing it, answer boot.trial with by-hand.`;

/** Every link from the firmware's entry over xen.efi and its configuration to dom0's root. */
export function firmwareLinks(facts: Facts, wanted: Wanted & { readonly checks: string }, byHand: boolean): readonly Check[] {
  const { checks, title } = wanted;
  const link = { id: `${checks}.entry`, title: 'Boot entry' };
  const options = xenArguments(wanted);
  const rest = (program: string, by: string): readonly Check[] =>
    xenEfiLinks(facts, { checks, entry: title, program, options: by, evidence: ['efibootmgr -v'] });
  if (!areKnown(facts)) return [notKnown(link), ...rest(wanted.xen.efi, options).filter(({ id }) => id !== link.id)];
  const entry = findEntry(facts, wanted);
  if (entry === undefined || (byHand && !isWhole(facts, wanted, entry))) {
    const without = rest(wanted.xen.efi, options).filter(({ id }) => id !== link.id);
    if (!byHand)
      return [
        fail(link, { detail: `the firmware has no entry "${title}"`, reason: 'Nothing would start Xen.', hint: refusedHint }),
        ...without,
      ];
    const reason = 'The firmware has no entry for Xen, so nothing starts it by itself.';
    return [
      warn(link, { detail: 'xen.efi, started by hand', reason, hint: "Start xen.efi from the firmware's own boot menu." }),
      ...without,
    ];
  }
  const detail = `Boot${entry.id} "${entry.label}"`;
  const evidence = [`efibootmgr -v: Boot${entry.id}`];
  if (!entry.active) {
    const hint = `Make it active: efibootmgr -b ${entry.id} -a`;
    return [fail(link, { detail: `${detail} is not active`, reason: 'The firmware passes over such an entry.', hint, evidence })];
  }
  const program = hostPath(espMount(facts), entry.path ?? '');
  if (entry.options?.terminated !== true) {
    const found = entry.options === undefined ? 'has no arguments' : 'has arguments without a NUL at the end';
    const reason = 'Xen would ignore them and read xen.cfg, or nothing.';
    return [fail(link, { detail: `${detail} ${found}`, reason, hint: makeAgain, evidence })];
  }
  return [partitionLink(facts, checks, entry.partuuid), ...rest(program, entry.options.text)];
}

/** Xen without EFI runtime services (efi=no-rs) hides the variables from dom0: then nothing is known of the entries. */
export const areKnown = ({ boot: { efi } }: Facts): boolean => efi.entries.length > 0 || efi.bootOrder.length > 0;

export const notKnown = (link: Link): Check => unknown(link, { detail: "the firmware's entries cannot be read here" });

/** A disk that was copied or partitioned anew has other GUIDs than the entry. */
function partitionLink(facts: Facts, checks: string, partuuid: string | undefined): Check {
  const link = { id: `${checks}.partition`, title: 'ESP' };
  const esp = espPartuuid(facts);
  if (partuuid === undefined || esp === undefined || partuuid === esp) return pass(link, { detail: facts.boot.esp?.device ?? 'any' });
  const reason = `The ESP at ${espMount(facts)} is the partition ${esp}.`;
  return fail(link, { detail: `the entry names the partition ${partuuid}`, reason, hint: makeAgain });
}

/** Does the firmware, when BootNext is used up, start what leads back to Linux? */
export function orderLink(facts: Facts, leadsBack: (id: string) => boolean, to: string, id = 'boot.fallback.default'): Check {
  const link = { id, title: 'BootOrder' };
  const hint = `Put ${to} first: efibootmgr --bootorder XXXX,...`;
  if (!areKnown(facts)) return notKnown(link);
  const [first] = bootable(facts);
  if (first === undefined)
    return warn(link, { detail: 'BootOrder names no entry', reason: 'The firmware chooses by itself what it starts.', hint });
  const detail = `Boot${first.id} "${first.label}" is first`;
  if (leadsBack(first.id)) return pass(link, { detail });
  return warn(link, { detail, reason: `It is not ${to}, so a failed trial would not lead back to this Linux.`, hint });
}

/** Once Xen is the default, what leads back to Linux must be what the firmware tries when xen.efi cannot be loaded. */
export function behindXenLink(facts: Facts, leadsBack: (id: string) => boolean, to: string): Check {
  const link = { id: 'boot.fallback.default', title: 'BootOrder' };
  const second = bootable(facts)[1];
  const detail = second === undefined ? 'nothing comes behind Xen' : `Boot${second.id} "${second.label}" comes behind Xen`;
  if (second !== undefined && leadsBack(second.id)) return pass(link, { detail });
  const reason = `When xen.efi cannot be loaded, the firmware does not go on to ${to}.`;
  return warn(link, { detail, reason, hint: `Put ${to} second: efibootmgr --bootorder XXXX,YYYY,...` });
}
