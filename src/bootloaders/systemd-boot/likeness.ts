import { basename } from 'node:path/posix';
import type { Facts } from '../../core/facts.ts';
import { linuxWords } from '../../xen/linux-line.ts';
import { commandLineWords } from '../../xen/words.ts';
import type { MenuEntry } from './entries.ts';

/**
 * The entry that is most like the Linux that this host was set up from. The kernel's name alone does not tell it: the entry
 * of a fallback initramfs has the same kernel, and its file comes first by name (`arch-fallback.conf`, `arch.conf`).
 */
export function mostLikeLinux(facts: Facts, entries: readonly MenuEntry[]): MenuEntry | undefined {
  const ranked = entries.map((entry) => ({ entry, rank: likeness(facts, entry) }));
  return ranked.toSorted((a, b) => b.rank - a.rank)[0]?.entry;
}

/** Each question outweighs all that come after it. */
const likeness = (facts: Facts, menu: MenuEntry): number =>
  [hasRunningKernel(facts, menu), !isFallback(menu), hasLinuxLine(facts, menu), hasNormalInitramfs(facts, menu)].reduce(
    (rank, holds) => rank * 2 + Number(holds),
    0,
  );

const names = (menu: MenuEntry, path: string | undefined): boolean =>
  path !== undefined && menu.entry?.linux !== undefined && basename(menu.entry.linux) === basename(path);

const hasRunningKernel = (facts: Facts, menu: MenuEntry): boolean =>
  facts.kernels.some((kernel) => kernel.running && names(menu, kernel.image));

const isFallback = ({ id, entry }: MenuEntry): boolean => [id, ...(entry?.initrd ?? [])].some((name) => /fallback/i.test(name));

const hasLinuxLine = (facts: Facts, { entry }: MenuEntry): boolean =>
  entry !== undefined && withoutLoaders(commandLineWords(entry.options)) === withoutLoaders(linuxWords(facts));

/** Without the words that a boot loader adds by itself. */
const withoutLoaders = (words: readonly string[]): string => words.filter((word) => !/^(initrd|BOOT_IMAGE)=/.test(word)).join(' ');

/** Not only of the running kernel: right after an upgrade the kernel that runs is no longer among the installed ones. */
const hasNormalInitramfs = (facts: Facts, menu: MenuEntry): boolean =>
  facts.kernels.some(
    ({ image, initramfs }) =>
      initramfs !== undefined && names(menu, image) && menu.entry?.initrd.some((name) => basename(name) === basename(initramfs)) === true,
  );
