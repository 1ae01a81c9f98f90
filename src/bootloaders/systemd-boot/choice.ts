import type { Facts } from '../../core/facts.ts';
import { type DefaultKey, loaderDefault, loaderEntryId, loaderPatternMatches } from '../../formats/loader-entry.ts';
import { loaderConfPath, menuEntries, selectedName, xenEntryIds } from './entries.ts';

/** What systemd-boot boots when nobody chooses, by one of the settings for it. */
export interface DefaultChoice {
  /** The verb of bootctl that sets a variable, or the key of loader.conf; `default` too where nothing is set. */
  readonly by: 'set-preferred' | 'set-default' | DefaultKey;
  /** As it is written: a pattern of names, or `@saved`. */
  readonly pattern?: string | undefined;
  /** The pattern that it stands for: for `@saved` what was booted last, if the loader knows that. */
  readonly chooses?: string | undefined;
  /** Ids of the entries that are chosen. */
  readonly matches: readonly string[];
}

/**
 * The setting that decides, and where that is a `preferred` one, what decides without it: a loader that does not know it yet
 * passes it over, and so does a newer one when that entry has no starts left (LoaderEntryPreferred in systemd's description of
 * the boot loader interface). Which loader is on the ESP is not known for sure, so both must be right.
 */
export function decidingChoices(facts: Facts): readonly [DefaultChoice, ...DefaultChoice[]] {
  const set = settings(facts);
  const first = deciding(set);
  const without = deciding(set.filter((choice) => !isPreferred(choice)));
  return isPreferred(first) ? [first, without] : [first];
}

export const defaultChoice = (facts: Facts): DefaultChoice => decidingChoices(facts)[0];

/** Is it of the settings that win over the default? */
export const isPreferred = ({ by }: DefaultChoice): boolean => by === 'set-preferred' || by === 'preferred';

/** The first that matches an entry (config_select_default_entry of boot.c); if none does, the first. */
const deciding = (set: readonly DefaultChoice[]): DefaultChoice =>
  set.find(({ matches }) => matches.length > 0) ?? set[0] ?? { by: 'default', matches: [] };

/** All that is set, what wins comes first. */
function settings(facts: Facts): readonly DefaultChoice[] {
  const conf = facts.files[loaderConfPath(facts)]?.text ?? '';
  return (
    [
      ['set-preferred', facts.boot.efi.loaderEntryPreferred],
      ['preferred', loaderDefault(conf, 'preferred')],
      ['set-default', facts.boot.efi.loaderEntryDefault],
      ['default', loaderDefault(conf)],
    ] as const
  ).flatMap(([by, pattern]) => (pattern === undefined ? [] : [{ by, pattern, ...chosen(facts, pattern) }]));
}

export const isSaved = (pattern: string): boolean => pattern.toLowerCase() === '@saved';

function chosen(facts: Facts, pattern: string): Pick<DefaultChoice, 'chooses' | 'matches'> {
  const chooses = isSaved(pattern) ? facts.boot.efi.loaderEntryLastBooted : pattern;
  if (chooses === undefined) return { matches: [] };
  const menu = menuEntries(facts);
  const known = [...menu.map(({ name }) => name), selectedName(facts, menu) ?? [], Object.values(xenEntryIds)].flat();
  const matches = new Set(known.filter((name) => loaderPatternMatches(chooses, name)).map(loaderEntryId));
  return { chooses, matches: [...matches] };
}
