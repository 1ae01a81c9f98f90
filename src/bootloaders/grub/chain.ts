import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { findGrubEntry, type GrubCfg, type GrubEntry, grubCommand, grubCommands } from '../../formats/grub-cfg.ts';
import { isRefusal } from '../boot-loader.ts';
import { fail, lesserLinks, makeAgain, pass, unknown, warn } from '../chain-checks.ts';
import { hostFile } from '../host-files.ts';
import { type Module, multibootLinks } from '../multiboot/links.ts';
import { onceLink } from '../one-time.ts';
import { wantedEntries, type XenEntry } from '../xen-entries.ts';
import { grubFallback } from './fallback.ts';
import { oneTime } from './one-time.ts';
import { otherXenEntries } from './other-entries.ts';
import { type GrubVolume, grubVolume, hostPath } from './paths.ts';
import { grubEntryId } from './script.ts';
import { grubCfg, grubCfgPath, grubScriptPath } from './state.ts';

const entryLink = { id: 'boot.chain.entry', title: 'Boot entry' };

/** Every link from GRUB's entry to dom0's root, then those of the Linux fallback. */
export function grubChain(facts: Facts, answers: Answers): readonly Check[] {
  const cfg = grubCfg(facts);
  if (cfg === undefined) {
    const there = facts.files[grubCfgPath] !== undefined;
    const finding = {
      detail: `${grubCfgPath} ${there ? 'could not be read' : 'is missing'}`,
      hint: `Make it: grub-mkconfig -o ${grubCfgPath}`,
    };
    return [there ? unknown(entryLink, finding) : fail(entryLink, { ...finding, reason: 'GRUB would show its prompt only.' })];
  }
  const volume = grubVolume(facts);
  return [
    ...wantedEntries(facts, answers).flatMap((wanted) => {
      const links = wantedLinks(facts, cfg, wanted, isRefusal(volume) ? undefined : volume);
      return wanted.name === grubEntryId ? links : lesserLinks(links);
    }),
    ...moduleLink(facts),
    ...scriptLink(facts),
    ...otherXenEntries(facts, cfg),
    ...onceLink(oneTime, facts, answers, {
      next: facts.boot.grubenv?.variables['next_entry'] || undefined,
      command: `grub-reboot ${grubEntryId}`,
    }),
    ...grubFallback(facts, isRefusal(volume) ? undefined : volume),
  ];
}

type Wanted = Pick<XenEntry, 'name' | 'checks'>;

function wantedLinks(facts: Facts, cfg: GrubCfg, { name, checks }: Wanted, volume: GrubVolume | undefined): readonly Check[] {
  const link = { id: `${checks}.entry`, title: 'Boot entry' };
  const entry = findGrubEntry(cfg, name);
  if (entry !== undefined)
    return [pass(link, { detail: entry.title, evidence: [grubCfgPath] }), ...entryLinks(facts, entry, checks, volume)];
  return [fail(link, { detail: `${grubCfgPath} has no entry ${name}`, reason: 'The menu has no such entry.', hint: makeAgain })];
}

function entryLinks(facts: Facts, entry: GrubEntry, checks: string, volume: GrubVolume | undefined): readonly Check[] {
  const link = { id: `${checks}.volume`, title: 'Boot volume' };
  if (volume === undefined) return [unknown(link, { detail: 'the file system that holds /boot is not known' })];
  const module = ([name, ...words]: readonly string[]): Module => ({
    path: name === undefined ? undefined : hostPath(volume, name),
    words,
  });
  const uuid = grubCommand(entry, 'search')?.find((word) => /^[0-9A-Fa-f]{4}[0-9A-Fa-f-]{5,}$/.test(word));
  const modules = grubCommands(entry, 'module2').map((words) => module(words.filter((word) => word !== '--nounzip')));
  return [
    uuid?.toLowerCase() === volume.uuid.toLowerCase()
      ? pass(link, { detail: `UUID ${volume.uuid}, mounted at ${volume.mount}` })
      : fail(link, {
          detail: uuid === undefined ? 'the entry searches for no volume' : `the entry searches for the volume ${uuid}`,
          reason: `The files are on the volume ${volume.uuid}.`,
          hint: makeAgain,
        }),
    ...multibootLinks(facts, { checks, xen: module(grubCommand(entry, 'multiboot2') ?? []), modules, evidence: [grubCfgPath] }),
  ];
}

/** GRUB's own module for Xen lies beside its others. */
function moduleLink(facts: Facts): readonly Check[] {
  const link = { id: 'boot.chain.module', title: 'GRUB module' };
  const folder = ['/boot/grub/i386-pc', '/boot/grub/x86_64-efi'].find((each) => facts.files[`${each}/normal.mod`] !== undefined);
  if (folder === undefined) return [];
  const path = `${folder}/multiboot2.mod`;
  if ((hostFile(facts, path)?.size ?? 0) > 0) return [pass(link, { detail: path })];
  return [fail(link, { detail: `${path} is missing`, reason: 'GRUB could not load Xen.', hint: 'Install GRUB again: grub-install' })];
}

/** Without it the next grub-mkconfig, as after a kernel update, would drop the entry. */
function scriptLink(facts: Facts): readonly Check[] {
  const link = { id: 'boot.chain.script', title: 'Menu script' };
  const script = facts.files[grubScriptPath];
  const evidence = [grubScriptPath];
  const reason = 'The next run of grub-mkconfig would drop the entry for Xen.';
  if (script === undefined) return [warn(link, { detail: `${grubScriptPath} is missing`, reason, hint: makeAgain, evidence })];
  if ((script.mode & 0o111) !== 0) return [pass(link, { detail: grubScriptPath, evidence })];
  return [warn(link, { detail: `${grubScriptPath} is not executable`, reason, hint: `Run: chmod 755 ${grubScriptPath}`, evidence })];
}
