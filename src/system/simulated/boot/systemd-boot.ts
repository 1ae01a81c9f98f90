import { type LoaderEntry, loaderDefault, loaderEntryId, loaderPatternMatches, parseLoaderEntry } from '../../../formats/loader-entry.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { readVariable, setVariable } from './efi-variables.ts';
import { startXenEfi } from './xen-image.ts';

export interface Entry {
  readonly id: string;
  readonly path: string;
  readonly volume: string;
  /** Undefined: a unified kernel image. */
  readonly entry?: LoaderEntry | undefined;
}

const places = ['/efi', '/boot', '/boot/efi'];

/** Mount point of the ESP that systemd-boot is on; undefined: this host has none. */
export async function loaderVolume({ files }: World): Promise<string | undefined> {
  for (const place of places) if ((await files.stat(`${place}/loader/loader.conf`)) !== undefined) return place;
  for (const place of places) if (((await files.list(`${place}/loader/entries`)) ?? []).length > 0) return place;
  return undefined;
}

/** Its menu, in its order: what has a sort-key first, else the highest name first. */
export async function menu(world: World): Promise<readonly Entry[]> {
  const { files } = world;
  const found: Entry[] = [];
  const esp = await loaderVolume(world);
  for (const volume of new Set(
    esp === undefined ? [] : [esp, ...(world.host.mounts ?? []).map(({ mount }) => mount).filter((mount) => mount === '/boot')],
  )) {
    for (const name of (await files.list(`${volume}/loader/entries`)) ?? []) {
      const path = `${volume}/loader/entries/${name}`;
      const text = name.endsWith('.conf') ? await readText(files, path) : undefined;
      if (text === undefined) continue;
      const entry = parseLoaderEntry(text);
      // An entry whose program is not there is dropped in silence (boot.c).
      if (entry.efi !== undefined && (await files.stat(`${volume}${entry.efi}`)) === undefined) continue;
      found.push({ id: loaderEntryId(name), path, volume, entry });
    }
    for (const name of (await files.list(`${volume}/EFI/Linux`)) ?? []) {
      if (name.endsWith('.efi')) found.push({ id: loaderEntryId(name), path: `${volume}/EFI/Linux/${name}`, volume });
    }
  }
  const windows = '/EFI/Microsoft/Boot/bootmgfw.efi';
  if (esp !== undefined && (await files.stat(`${esp}${windows}`)) !== undefined) {
    found.push({
      id: 'auto-windows',
      path: `${esp}${windows}`,
      volume: esp,
      entry: parseLoaderEntry(`title Windows Boot Manager\nefi ${windows}\n`),
    });
  }
  return found.sort(compare);
}

function compare(a: Entry, b: Entry): number {
  const [one, two] = [a.entry?.sortKey, b.entry?.sortKey];
  if (one !== undefined && two !== undefined && one !== two) return one < two ? -1 : 1;
  if ((one === undefined) !== (two === undefined)) return one === undefined ? 1 : -1;
  return a.id > b.id ? -1 : 1;
}

/** The entry that it starts now; a one-time choice is used up by looking at it. */
export async function chosenEntry(world: World): Promise<Entry | undefined> {
  const all = await menu(world);
  const oneShot = await readVariable(world, 'LoaderEntryOneShot');
  if (oneShot !== undefined) await setVariable(world, 'LoaderEntryOneShot', '');
  return (oneShot === undefined ? undefined : matching(all, oneShot)) ?? (await defaultEntry(world, all));
}

export async function defaultEntry(world: World, all: readonly Entry[]): Promise<Entry | undefined> {
  const conf = loaderDefault((await readText(world.files, `${await loaderVolume(world)}/loader/loader.conf`)) ?? '');
  const pattern = (await readVariable(world, 'LoaderEntryDefault')) ?? conf;
  const named = pattern === '@saved' ? await readVariable(world, 'LoaderEntrySelected') : pattern;
  return (named === undefined ? undefined : matching(all, named)) ?? all[0];
}

const matching = (all: readonly Entry[], pattern: string): Entry | undefined => all.find(({ id }) => loaderPatternMatches(pattern, id));

export async function startEntry(world: World, { id, volume, entry }: Entry): Promise<Attempt> {
  if (entry === undefined) return { entry: id, kind: 'linux' };
  if (id === 'auto-windows') return { entry: id, kind: 'linux', problem: 'Windows was started' };
  if (entry.efi !== undefined) {
    return /xen/i.test(entry.efi) ? startXenEfi(world, id, volume, entry.efi, entry.options) : { entry: id, kind: 'linux' };
  }
  for (const file of [entry.linux, ...entry.initrd]) {
    if (file !== undefined && (await world.files.stat(`${volume}${file}`)) === undefined) {
      return { entry: id, kind: 'linux', problem: `Error preparing initrd: Not found (${file})` };
    }
  }
  return { entry: id, kind: 'linux', commandLine: entry.options };
}
