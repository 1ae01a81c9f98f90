import {
  bootCounter,
  type LoaderEntry,
  loaderDefault,
  loaderEntryId,
  loaderPatternMatches,
  parseLoaderEntry,
} from '../../../formats/loader-entry.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { readVariable, setVariable } from './efi-variables.ts';
import { startXenEfi } from './xen-image.ts';

export interface Entry {
  /** As `bootctl` lists it: without a boot counter. */
  readonly id: string;
  /** What the loader itself knows it by: the file's name in lower case. */
  readonly name: string;
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

/** Its menu, in its order: what has no starts left last, what has a sort-key first, else the highest name first. */
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
      found.push({ id: loaderEntryId(name), name: name.toLowerCase(), path, volume, entry });
    }
    for (const name of (await files.list(`${volume}/EFI/Linux`)) ?? []) {
      if (!name.endsWith('.efi')) continue;
      found.push({ id: loaderEntryId(name), name: name.toLowerCase(), path: `${volume}/EFI/Linux/${name}`, volume });
    }
  }
  const windows = '/EFI/Microsoft/Boot/bootmgfw.efi';
  if (esp !== undefined && (await files.stat(`${esp}${windows}`)) !== undefined) {
    found.push({
      id: 'auto-windows',
      name: 'auto-windows',
      path: `${esp}${windows}`,
      volume: esp,
      entry: parseLoaderEntry(`title Windows Boot Manager\nefi ${windows}\n`),
    });
  }
  return found.sort(compare);
}

const isBad = ({ name }: Entry): boolean => bootCounter(name)?.left === 0;

function compare(a: Entry, b: Entry): number {
  if (isBad(a) !== isBad(b)) return isBad(a) ? 1 : -1;
  const [one, two] = [a.entry?.sortKey, b.entry?.sortKey];
  if (one !== undefined && two !== undefined && one !== two) return one < two ? -1 : 1;
  if ((one === undefined) !== (two === undefined)) return one === undefined ? 1 : -1;
  return a.name > b.name ? -1 : 1;
}

/** The entry that it starts now; a one-time choice is used up by looking at it. */
export async function chosenEntry(world: World): Promise<Entry | undefined> {
  const all = await menu(world);
  const oneShot = await readVariable(world, 'LoaderEntryOneShot');
  if (oneShot !== undefined) await setVariable(world, 'LoaderEntryOneShot', '');
  const once = oneShot === undefined ? undefined : matching(all, oneShot);
  return once ?? remembered(world, await defaultEntry(world, all));
}

/** Linux, as a person picks it in the menu. */
export const pickedLinux = async (world: World): Promise<Entry | undefined> =>
  remembered(
    world,
    (await menu(world)).find(({ entry }) => entry?.efi === undefined),
  );

/** What is preferred and has starts left, then the default, each by its variable and loader.conf; else the first of the menu. */
export async function defaultEntry(world: World, all: readonly Entry[]): Promise<Entry | undefined> {
  const conf = await loaderConf(world);
  const good = all.filter((entry) => !isBad(entry));
  for (const pattern of [await readVariable(world, 'LoaderEntryPreferred'), loaderDefault(conf, 'preferred')]) {
    const entry = pattern === undefined ? undefined : matching(good, pattern);
    if (entry !== undefined) return entry;
  }
  for (const pattern of await defaults(world)) {
    const named = pattern === '@saved' ? await readVariable(world, 'LoaderEntryLastBooted') : pattern;
    const entry = named === undefined ? undefined : matching(all, named);
    if (entry !== undefined) return entry;
  }
  return all[0];
}

const loaderConf = async (world: World): Promise<string> =>
  (await readText(world.files, `${await loaderVolume(world)}/loader/loader.conf`)) ?? '';

const defaults = async (world: World): Promise<readonly (string | undefined)[]> => [
  await readVariable(world, 'LoaderEntryDefault'),
  loaderDefault(await loaderConf(world)),
];

/** What was booted last is remembered for `@saved`, and forgotten where that is not in use (save_selected_entry of boot.c). */
async function remembered(world: World, entry: Entry | undefined): Promise<Entry | undefined> {
  const [variable, conf] = await defaults(world);
  if (entry !== undefined) await setVariable(world, 'LoaderEntryLastBooted', (variable ?? conf) === '@saved' ? entry.name : '');
  return entry;
}

const matching = (all: readonly Entry[], pattern: string): Entry | undefined => all.find(({ name }) => loaderPatternMatches(pattern, name));

/** Starts it, and counts the start in the name of its file. */
export async function startEntry(world: World, chosen: Entry): Promise<Attempt> {
  await countStart(world, chosen);
  const { name, volume, entry } = chosen;
  if (entry === undefined) return { entry: name, kind: 'linux' };
  if (name === 'auto-windows') return { entry: name, kind: 'linux', problem: 'Windows was started' };
  if (entry.efi !== undefined) {
    return /xen/i.test(entry.efi) ? startXenEfi(world, name, volume, entry.efi, entry.options) : { entry: name, kind: 'linux' };
  }
  for (const file of [entry.linux, ...entry.initrd]) {
    if (file !== undefined && (await world.files.stat(`${volume}${file}`)) === undefined) {
      return { entry: name, kind: 'linux', problem: `Error preparing initrd: Not found (${file})` };
    }
  }
  return { entry: name, kind: 'linux', commandLine: entry.options };
}

async function countStart({ files }: World, { path }: Entry): Promise<void> {
  const counter = bootCounter(path);
  const [bytes, stat] = [await files.read(path), await files.stat(path)];
  if (counter === undefined || counter.left === 0 || bytes === undefined || stat === undefined) return;
  const next = path.replace(/\+\d+(-\d+)?(?=\.\w+$)/, `+${counter.left - 1}-${counter.done + 1}`);
  await files.write(next, bytes, { mode: stat.mode, uid: stat.uid, gid: stat.gid });
  await files.remove(path);
}
