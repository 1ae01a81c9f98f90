import { basename } from 'node:path/posix';
import type { Facts } from '../../core/facts.ts';
import { type LoaderEntry, loaderEntryId, parseLoaderEntry } from '../../formats/loader-entry.ts';
import type { XenEntryName } from '../xen-entries.ts';
import { mostLikeLinux } from './likeness.ts';

/** Ids of the entries that archxen adds: their file names. */
export const xenEntryIds = {
  'archxen-xen': 'archxen-xen.conf',
  'archxen-rescue': 'archxen-rescue.conf',
  'archxen-previous': 'archxen-previous.conf',
} as const satisfies Readonly<Record<XenEntryName, string>>;

/** The one that is tried, and that becomes the default. */
export const xenEntryId = xenEntryIds['archxen-xen'];

export const isXenEntry = (id: string): boolean => Object.values<string>(xenEntryIds).includes(id);

/** An entry of systemd-boot's menu that is a file. */
export interface MenuEntry {
  /** The same at each boot: without a boot counter. */
  readonly id: string;
  /** What the loader knows it by: the file's name in lower case. */
  readonly name: string;
  readonly path: string;
  /** Mount point that the entry's paths begin at. */
  readonly root: string;
  /** Undefined: a unified kernel image (type #2). */
  readonly entry?: LoaderEntry | undefined;
}

/** All entries in files: type #1 on the ESP and the extended boot partition, unified kernel images on them. */
export function menuEntries(facts: Facts): readonly MenuEntry[] {
  const roots = [...new Set([facts.boot.esp?.mount, facts.boot.bootMount])].filter(
    (root): root is string => root !== undefined && root !== '/',
  );
  return roots.flatMap((root) =>
    Object.entries(facts.files).flatMap(([path, file]): readonly MenuEntry[] => {
      if (file.type !== 'file') return [];
      const name = basename(path);
      const folder = path.slice(0, path.length - name.length).toLowerCase();
      const base = root.toLowerCase();
      if (folder === `${base}/loader/entries/` && /\.conf$/i.test(name) && file.text !== undefined) {
        return [{ id: loaderEntryId(name), name: name.toLowerCase(), path, root, entry: parseLoaderEntry(file.text) }];
      }
      return folder === `${base}/efi/linux/` && /\.efi$/i.test(name)
        ? [{ id: loaderEntryId(name), name: name.toLowerCase(), path, root }]
        : [];
    }),
  );
}

/** Boots Linux without Xen, as far as its file tells. */
export const isLinuxEntry = (menu: MenuEntry): boolean => menu.entry === undefined || menu.entry.linux !== undefined;

export const loaderConfPath = (facts: Facts): string => `${facts.boot.esp?.mount ?? '/boot'}/loader/loader.conf`;

/** An entry without a file, which the loader makes up itself: `auto-windows`. */
export const isMadeUp = (id: string): boolean => !/\.(conf|efi)$/.test(id);

/**
 * The entry that started the running system, if it is still there: kernel-install takes the entry of a kernel away with it.
 * Where no entry's file can be seen, it is taken to be. Its boot counter may be another one by now.
 */
export function selectedName(facts: Facts, menu: readonly MenuEntry[]): string | undefined {
  const selected = (facts.boot.efi.loaderEntrySelected ?? '').toLowerCase();
  if (selected === '') return undefined;
  if (menu.length === 0 || isMadeUp(selected)) return selected;
  return menu.find(({ id }) => id === loaderEntryId(selected))?.name;
}

/** The entry that started the running Linux, else the one that is most like it. */
export function linuxEntryId(facts: Facts): string | undefined {
  const name = linuxEntryName(facts);
  return name === undefined ? undefined : loaderEntryId(name);
}

/** The same entry by what the loader knows it by. */
export function linuxEntryName(facts: Facts): string | undefined {
  const menu = menuEntries(facts);
  const selected = selectedName(facts, menu);
  const selectedMenu = menu.find(({ name }) => name === selected);
  const isXen = facts.xen.running || (selectedMenu !== undefined && !isLinuxEntry(selectedMenu));
  if (selected !== undefined && !isXenEntry(selected) && !isXen) return selected;
  return mostLikeLinux(
    facts,
    menu.filter((each) => !isXenEntry(each.id) && isLinuxEntry(each)),
  )?.name;
}
