import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { allGrubEntries, type GrubCfg, type GrubEntry, grubCommand, grubCommands } from '../../formats/grub-cfg.ts';
import { warn } from '../chain-checks.ts';
import { xenEntryNames } from '../xen-entries.ts';

/**
 * Entries for Xen that GRUB's own 20_linux_xen made and that cannot boot. It takes every /boot/xen* for a hypervisor, so xen.efi
 * and the microcode for it too; and before 2.12 it gave microcode and initramfs as one module.
 */
export function otherXenEntries(facts: Facts, cfg: GrubCfg): readonly Check[] {
  const others = allGrubEntries(cfg.entries).filter(({ id }) => !(xenEntryNames as readonly (string | undefined)[]).includes(id));
  return [
    ...junkLink(others.filter(isJunk)),
    ...microcodeBugLink(
      facts,
      others.filter((each) => !isJunk(each) && hasMicrocodeBug(each)),
    ),
  ];
}

const isJunk = (entry: GrubEntry): boolean => /\.(efi|bin)$/.test(grubCommand(entry, 'multiboot2', 'multiboot')?.[0] ?? '');

const hasMicrocodeBug = (entry: GrubEntry): boolean =>
  grubCommands(entry, 'module2', 'module').some((words) => words.filter((word) => /\.img$/.test(word)).length > 1);

const noHarm = 'They do no harm unless chosen. Without them: chmod -x /etc/grub.d/20_linux_xen, then grub-mkconfig.';

function junkLink(junk: readonly GrubEntry[]): readonly Check[] {
  if (junk.length === 0) return [];
  const link = { id: 'boot.chain.junk', title: 'Other entries' };
  const reason = "GRUB's 20_linux_xen takes xen.efi and microcode for hypervisors.";
  return [warn(link, { detail: counted(junk, 'boot no Xen'), reason, hint: noHarm, evidence: titles(junk) })];
}

function microcodeBugLink(facts: Facts, entries: readonly GrubEntry[]): readonly Check[] {
  if (entries.length === 0) return [];
  const link = { id: 'boot.chain.microcode-bug', title: 'Other entries' };
  const version = facts.boot.loaders.find(({ id }) => id === 'grub')?.version;
  const reason = `GRUB before 2.12${version === undefined ? '' : ` (here ${version})`} loads microcode as the initramfs, so dom0 finds no root.`;
  return [warn(link, { detail: counted(entries, 'would not find root'), reason, hint: noHarm, evidence: titles(entries) })];
}

const counted = (entries: readonly GrubEntry[], words: string): string => `${entries.length} entries of 20_linux_xen ${words}`;
const titles = (entries: readonly GrubEntry[]): readonly string[] => entries.map(({ title }) => title);
