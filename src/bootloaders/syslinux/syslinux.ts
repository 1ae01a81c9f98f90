import type { Answers } from '../../core/answers.ts';
import type { BootOnceChange, Change } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { removeSyslinuxLabel, setSyslinuxDefault, setSyslinuxLabel } from '../../formats/syslinux-edit.ts';
import { type BootLoader, type BootSetup, isRefusal, type Refusal } from '../boot-loader.ts';
import { type DefaultWords, linuxFirstWords, linuxStaysHint, noLinuxEntry, xenEntryTitle } from '../words.ts';
import { xenEntries, xenEntryNames } from '../xen-entries.ts';
import { syslinuxChain } from './chain.ts';
import { bootsLinux } from './fallback.ts';
import { moduleChanges, modulePaths } from './modules.ts';
import { oneTime } from './one-time.ts';
import { config, configPath, syslinuxFolder, xenLabel } from './place.ts';
import { stanza } from './stanza.ts';

function refusal(facts: Facts): Refusal | undefined {
  const path = configPath(facts);
  if (facts.firmware.type === 'uefi') {
    const hint = 'Start xen.efi itself: see docs/bootloaders/efistub.md.';
    return { refused: 'Syslinux on UEFI cannot start Xen: its mboot.c32 is for BIOS.', hint };
  }
  const cfg = config(facts);
  if (cfg === undefined) return { refused: `${path} is missing or cannot be read.`, hint: 'Restore it: see syslinux-install_update.' };
  if (cfg.open !== undefined) return { refused: `${path} ends within ${cfg.open}.`, hint: 'End that block, then start archxen again.' };
  return undefined;
}

/** The configuration with all entries for Xen in it, and without those that are no longer wanted. */
function withEntries(facts: Facts, answers: Answers): string | Refusal {
  const entries = xenEntries(facts, answers, { efi: '/boot/xen.efi', gz: '/boot/xen.gz' });
  if (isRefusal(entries)) return entries;
  let text = facts.files[configPath(facts)]?.text ?? '';
  for (const name of xenEntryNames) if (entries.every((entry) => entry.name !== name)) text = removeSyslinuxLabel(text, name);
  for (const entry of entries) {
    const lines = stanza(facts, entry);
    if (isRefusal(lines)) return lines;
    text = setSyslinuxLabel(text, entry.name, lines);
  }
  return text;
}

/** The way back of a word that somebody else had set is to set it again. */
function once(facts: Facts): BootOnceChange | undefined {
  if (oneTime.whyNotOnce(facts) !== undefined) return undefined;
  const folder = syslinuxFolder(facts);
  const before = facts.boot.syslinux?.once;
  return {
    kind: 'boot-once',
    id: 'boot.once',
    title: `Boot "${xenEntryTitle}" once, at the next start`,
    why: linuxStaysHint,
    loader: 'Syslinux',
    entry: xenLabel,
    arm: ['extlinux', `--once=${xenLabel}`, folder],
    disarm: ['extlinux', before === undefined || before === xenLabel ? '--clear-once' : `--once=${before}`, folder],
    // Tag 1 of the auxiliary data, the length, the text.
    readBack: {
      path: `${folder}/ldlinux.sys`,
      contains: `\u0001${String.fromCharCode(xenLabel.length)}${xenLabel}`,
      encoding: 'utf8',
    },
  };
}

function setup(facts: Facts, answers: Answers): BootSetup | Refusal {
  const refused = refusal(facts);
  if (refused !== undefined) return refused;
  const text = withEntries(facts, answers);
  if (typeof text !== 'string') return text;
  const modules = moduleChanges(facts);
  if (isRefusal(modules)) return modules;
  const changes: readonly Change[] = [
    ...modules,
    ...fileChange(facts, {
      id: 'boot.entry',
      title: `Add the boot entry "${xenEntryTitle}"`,
      why: linuxStaysHint,
      path: configPath(facts),
      text,
    }),
  ];
  return {
    changes,
    entryTitle: xenEntryTitle,
    entryId: xenLabel,
    once: once(facts),
    byHand: `Restart, press Tab or Shift if no menu shows, and choose "${xenEntryTitle}" (or type ${xenLabel}).`,
  };
}

function confirm(facts: Facts): readonly Change[] | Refusal {
  if (oneTime.xenIsDefault(facts)) return [];
  const path = configPath(facts);
  const cfg = config(facts);
  if (cfg === undefined) return { refused: `${path} cannot be read.`, hint: 'Restore it from a backup.' };
  if (cfg.menuSave) {
    const hint = 'Choose Xen in the menu once: it stays the choice.';
    return { refused: `${path} has MENU SAVE: the default is what was picked last.`, hint };
  }
  if (cfg.menu !== undefined && cfg.menu === cfg.default) {
    const hint = `Write UI ${cfg.menu} and DEFAULT ${xenLabel} instead.`;
    return { refused: `DEFAULT in ${path} starts the menu, so it cannot name an entry.`, hint };
  }
  const title = `Make "${xenEntryTitle}" the default of the boot menu`;
  return setDefault(facts, xenLabel, { id: 'boot.confirm', title, why: 'Xen has booted and verified; Linux stays in the menu.' });
}

function linuxFirst(facts: Facts): readonly Change[] | Refusal {
  const linux = config(facts)?.labels.find(bootsLinux);
  return linux === undefined ? noLinuxEntry : setDefault(facts, linux.label, linuxFirstWords);
}

function setDefault(facts: Facts, label: string, words: DefaultWords): readonly Change[] {
  const path = configPath(facts);
  return fileChange(facts, { ...words, path, text: setSyslinuxDefault(facts.files[path]?.text ?? '', label) });
}

/** Syslinux (extlinux) on BIOS: mboot.c32 with xen.gz, from a label of archxen's own. */
export const syslinux: BootLoader = {
  id: 'syslinux',
  title: 'Syslinux',
  buildDirectories: (facts) => ({ bootDir: '/boot', efiDir: '/boot', efiMountpoint: facts.boot.esp?.mount ?? '/boot' }),
  setup,
  confirm,
  linuxFirst,
  ...oneTime,
  chain: syslinuxChain,
  paths: (facts) => [configPath(facts), ...modulePaths(facts)],
};
