import type { Answers } from '../../core/answers.ts';
import type { Facts } from '../../core/facts.ts';
import { quoteForGrub } from '../../formats/grub-words.ts';
import { dom0KernelLine, xenOptions } from '../../xen/command-line.ts';
import { commandLineWords } from '../../xen/words.ts';
import { isRefusal, type Refusal } from '../boot-loader.ts';
import { chosenKernel } from '../dom0-kernel.ts';
import { xenEntryTitle } from '../words.ts';
import { grubPath, grubVolume } from './paths.ts';

/** Id of the entry in grub.cfg. */
export const grubEntryId = 'archxen-xen';

/** Microcode images that lie beside the initramfs instead of in it. */
const microcodeImages = ['/boot/intel-ucode.img', '/boot/amd-ucode.img'];

/**
 * The menu entry, as it stands in the script and then in grub.cfg. The initramfs is the first module after the kernel,
 * because Xen takes the first candidate for it; microcode follows and is found by `ucode=scan`.
 */
export function menuEntry(facts: Facts, answers: Answers): string | Refusal {
  const kernel = chosenKernel(facts, answers);
  if (isRefusal(kernel)) return kernel;
  const volume = grubVolume(facts);
  if (isRefusal(volume)) return volume;
  const microcode = microcodeImages.filter((path) => facts.files[path]?.type === 'file');
  const files = ['/boot/xen.gz', kernel.image, kernel.initramfs, ...microcode];
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
    command('multiboot2', xen, [...commandLineWords(xenOptions(facts, answers)), ...firmware]),
    `echo 'Loading ${kernel.name} ...'`,
    command('module2', image, commandLineWords(dom0KernelLine(facts, answers))),
    "echo 'Loading the initial ramdisk ...'",
    ...modules.map((path) => `module2 --nounzip ${quoteForGrub(path ?? '')}`),
  ];
  const header = `menuentry '${xenEntryTitle}' --class xen --class arch --id ${grubEntryId} {`;
  return `${[header, ...lines.map((line) => `\t${line}`), '}'].join('\n')}\n`;
}

/** GRUB puts words with blanks into quotes again, so the quotes of the command line itself are taken off. */
const command = (name: string, path: string, words: readonly string[]): string =>
  [name, path, ...words.map((word) => word.replaceAll('"', ''))].map(quoteForGrub).join(' ');

/** /etc/grub.d/42_archxen: after 41_custom, so that no entry before it gets another number. */
export const scriptText = (entry: string): string => `#!/bin/sh
exec tail -n +3 "$0"
# Written by archxen: an entry of its own, because 20_linux_xen finds no kernel on Arch.
${entry}`;
