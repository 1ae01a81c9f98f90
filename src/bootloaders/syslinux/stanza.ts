import type { Facts } from '../../core/facts.ts';
import { commandLineWords } from '../../xen/words.ts';
import type { Refusal } from '../boot-loader.ts';
import { modulesAfterKernel } from '../multiboot/files.ts';
import type { XenEntry } from '../xen-entries.ts';
import { nameOf } from './place.ts';

/** Longest command of Syslinux, module and arguments together (MAX_CMDLINE_LEN in com32/include/menu.h, with its NUL). */
const longest = 2047;

/** The lines of an entry for Xen: mboot.c32 takes Xen, the kernel and what follows it as one line, with `---` between them. */
export function stanza(facts: Facts, entry: XenEntry): readonly string[] | Refusal {
  const files = [entry.xen.gz, entry.kernel, ...modulesAfterKernel(facts, entry)];
  const outside = files.find((path) => nameOf(facts, path) === undefined);
  if (outside !== undefined) {
    const hint = 'Install the kernel into /boot, where Syslinux reads its files.';
    return { refused: `${outside} is not in /boot, so Syslinux cannot read it.`, hint };
  }
  const [xen, kernel, ...modules] = files.map((path) => nameOf(facts, path) ?? '');
  const words = [xen, ...commandLineWords(entry.xenLine), '---', kernel, ...commandLineWords(entry.kernelLine)];
  const append = [...words, ...modules.flatMap((path) => ['---', path])].join(' ');
  if (words.filter((word) => word === '---').length > 1) {
    return { refused: 'The word --- in a command line would end it for mboot.c32.', hint: 'Take --- out of the command line.' };
  }
  if (`mboot.c32 ${append}`.length > longest) {
    const hint = 'Shorten the command line of the kernel, or use another boot loader.';
    return { refused: `The command line has ${append.length} characters; Syslinux takes ${longest}.`, hint };
  }
  return [
    `LABEL ${entry.name}`,
    '    # Written by archxen.',
    `    MENU LABEL ${entry.title}`,
    '    KERNEL mboot.c32',
    `    APPEND ${append}`,
  ];
}
