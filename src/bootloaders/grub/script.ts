import type { Facts } from '../../core/facts.ts';
import { quoteForGrub } from '../../formats/grub-words.ts';
import { commandLineWords } from '../../xen/words.ts';
import { isRefusal, type Refusal } from '../boot-loader.ts';
import { modulesAfterKernel } from '../multiboot/files.ts';
import type { XenEntry } from '../xen-entries.ts';
import { grubPath, grubVolume } from './paths.ts';

/** Id in grub.cfg of the entry that is tried, and that becomes the default. */
export const grubEntryId = 'archxen-xen';

/** The menu entries, as they stand in the script and then in grub.cfg. Their ids are their names, so they stay the same. */
export function menuText(facts: Facts, entries: readonly XenEntry[]): string | Refusal {
  const texts: string[] = [];
  for (const entry of entries) {
    const text = menuEntry(facts, entry);
    if (typeof text !== 'string') return text;
    texts.push(text);
  }
  return texts.join('');
}

function menuEntry(facts: Facts, entry: XenEntry): string | Refusal {
  const volume = grubVolume(facts);
  if (isRefusal(volume)) return volume;
  const files = [entry.xen.gz, entry.kernel, ...modulesAfterKernel(facts, entry)];
  const [xen, image, ...modules] = files.map((path) => grubPath(volume, path));
  const outside = files.find((path) => grubPath(volume, path) === undefined);
  if (xen === undefined || image === undefined || outside !== undefined) {
    const hint = 'Install the kernel into /boot, where GRUB reads xen.gz.';
    return { refused: `${outside ?? 'A file'} is not on the file system that holds /boot.`, hint };
  }
  // Real-mode code and BIOS disk data do not exist on EFI (20_linux_xen of GRUB does the same).
  const firmware = facts.firmware.type === 'uefi' ? ['no-real-mode', 'edd=off'] : [];
  const lines = [
    ...volume.modules.map((module) => `insmod ${module}`),
    'insmod gzio',
    'insmod multiboot2',
    `search --no-floppy --fs-uuid --set=root ${volume.uuid}`,
    "echo 'Loading Xen ...'",
    command('multiboot2', xen, [...commandLineWords(entry.xenLine), ...firmware]),
    `echo ${quoteForGrub(`Loading ${entry.kernel.replace(/^.*\/(vmlinuz-)?/, '')} ...`)}`,
    command('module2', image, commandLineWords(entry.kernelLine)),
    "echo 'Loading the initial ramdisk ...'",
    ...modules.map((path) => `module2 --nounzip ${quoteForGrub(path ?? '')}`),
  ];
  const header = `menuentry ${quoteForGrub(entry.title)} --class xen --class arch --id ${entry.name} {`;
  return `${[header, ...lines.map((line) => `\t${line}`), '}'].join('\n')}\n`;
}

/** GRUB puts words with blanks into quotes again, so the quotes of the command line itself are taken off. */
const command = (name: string, path: string, words: readonly string[]): string =>
  [name, path, ...words.map((word) => word.replaceAll('"', ''))].map(quoteForGrub).join(' ');

/**
 * /etc/grub.d/42_archxen: after 41_custom, so that no entry before it gets another number. The entries have no `savedefault`, so
 * that a trial never becomes the saved default.
 */
export const scriptText = (menu: string): string => `#!/bin/sh
exec tail -n +3 "$0"
# Written by archxen: an entry of its own, because 20_linux_xen finds no kernel on Arch.
${menu}`;
