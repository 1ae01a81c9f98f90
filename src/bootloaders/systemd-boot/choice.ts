import type { Facts } from '../../core/facts.ts';
import { loaderDefault, loaderEntryId, loaderPatternMatches } from '../../formats/loader-entry.ts';
import { isLinuxEntry, isXenEntry, loaderConfPath, menuEntries, selectedName, xenEntryIds } from './entries.ts';

/** What systemd-boot boots when nobody chooses, by one of the settings for it. */
export interface DefaultChoice {
  /** A variable (`bootctl set-default`), which wins over loader.conf; `default` too where nothing is set. */
  readonly by: 'set-default' | 'default';
  /** As it is written: a pattern of names, or `@saved`. */
  readonly pattern?: string | undefined;
  /** The pattern that it stands for: for `@saved` what was booted last, if the loader knows that. */
  readonly chooses?: string | undefined;
  /** Ids of the entries that are chosen. */
  readonly matches: readonly string[];
}

/** The setting that decides: the first that matches an entry (config_select_default_entry of boot.c); if none does, the first. */
export function defaultChoice(facts: Facts): DefaultChoice {
  const set = settings(facts);
  return set.find(({ matches }) => matches.length > 0) ?? set[0] ?? { by: 'default', matches: [] };
}

/** All that is set, what wins comes first. */
const settings = (facts: Facts): readonly DefaultChoice[] =>
  (
    [
      ['set-default', facts.boot.efi.loaderEntryDefault],
      ['default', loaderDefault(facts.files[loaderConfPath(facts)]?.text ?? '')],
    ] as const
  ).flatMap(([by, pattern]) => (pattern === undefined ? [] : [{ by, pattern, ...chosen(facts, pattern) }]));

export const isSaved = (pattern: string): boolean => pattern.toLowerCase() === '@saved';

function chosen(facts: Facts, pattern: string): Pick<DefaultChoice, 'chooses' | 'matches'> {
  const chooses = isSaved(pattern) ? facts.boot.efi.loaderEntryLastBooted : pattern;
  if (chooses === undefined) return { matches: [] };
  const menu = menuEntries(facts);
  const known = [...menu.map(({ name }) => name), selectedName(facts, menu) ?? [], Object.values(xenEntryIds)].flat();
  const matches = new Set(known.filter((name) => loaderPatternMatches(chooses, name)).map(loaderEntryId));
  return { chooses, matches: [...matches] };
}

/** Is something chosen, and all of it Linux, as far as its files can be seen? */
export function bootLinux(facts: Facts, ids: readonly string[]): boolean {
  const menu = menuEntries(facts);
  const bootsLinux = (id: string): boolean => menu.length === 0 || menu.some((each) => each.id === id && isLinuxEntry(each));
  return ids.length > 0 && ids.every((id) => !isXenEntry(id) && bootsLinux(id));
}
