import type { Facts } from '../../core/facts.ts';
import { anyCounter, bootCounter, loaderEntryId, loaderPatternMatches } from '../../formats/loader-entry.ts';
import { linuxEntryName, type MenuEntry, menuEntries, xenEntryIds } from './entries.ts';

/** A `default` that chooses this Linux now and at later boots, too. */
export function linuxDefault(facts: Facts): string | undefined {
  const name = linuxEntryName(facts);
  if (name === undefined) return undefined;
  return anyVersion(facts, name) ?? (bootCounter(name) === undefined ? name : anyCounter(loaderEntryId(name)));
}

/**
 * A pattern for all versions of a kernel that kernel-install writes entries for (`<token>-<version>.conf`): the entry of one
 * version goes with that kernel, and of several the loader takes the newest. Undefined: the entry is not one of these or not the
 * newest, or the pattern would choose something else too.
 */
function anyVersion(facts: Facts, name: string): string | undefined {
  const menu = menuEntries(facts);
  const own = menu.find((each) => each.name === name);
  const prefix = own && versionPrefix(own);
  if (prefix === undefined || /[*?[\]\\]/.test(prefix)) return undefined;
  const pattern = `${prefix}*.conf`;
  const matching = menu.filter((each) => loaderPatternMatches(pattern, each.name));
  const isAlike = matching.every((each) => versionPrefix(each) === prefix && !isNewer(each, own));
  return isAlike && !Object.values(xenEntryIds).some((id) => loaderPatternMatches(pattern, id)) ? pattern : undefined;
}

function versionPrefix({ id, entry }: MenuEntry): string | undefined {
  const ending = `-${entry?.version?.toLowerCase()}.conf`;
  return entry?.linux !== undefined && id.endsWith(ending) && id !== ending ? id.slice(0, 1 - ending.length) : undefined;
}

const isNewer = (one: MenuEntry, other: MenuEntry | undefined): boolean =>
  one.id.localeCompare(other?.id ?? '', 'en', { numeric: true }) > 0;
