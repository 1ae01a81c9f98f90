import { isLinuxProgram, loaderOfPath } from '../../../core/efi-program.ts';
import type { BootLoaderId, FirmwareEntry } from '../../../core/facts-boot.ts';
import { decodeLoadOption } from '../../../formats/load-option.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { bootNumbers, readGlobal, readNumbers, secureBoot, writeGlobal } from './efi-variables.ts';
import { startXenEfi } from './xen-image.ts';

/** A boot loader that the firmware starts from an entry. */
export type StartLoader = (world: World, volume: string) => Promise<Attempt | undefined>;

async function entry(world: World, id: string | undefined): Promise<FirmwareEntry | undefined> {
  const data = id === undefined ? undefined : await readGlobal(world, `Boot${id}`);
  const option = data && decodeLoadOption(data);
  return option === undefined || id === undefined ? undefined : { id, ...option };
}

/** Does the firmware decide what boots: by BootNext, or as its first active entry is no loader that reads a menu of its own? */
export async function firmwareDecides(world: World): Promise<boolean> {
  if ((await readGlobal(world, 'BootNext')) !== undefined) return true;
  for (const id of await readNumbers(world, 'BootOrder')) {
    const found = await entry(world, id);
    if (!found?.active || found.path === undefined) continue;
    const loader = loaderOfPath(found.path);
    return isXen(found.path) || loader === 'efistub' || loader === 'refind' || loader === 'limine';
  }
  return false;
}

const isXen = (path: string): boolean => /\\xen[^\\]*\.efi$/i.test(path);

/** BootNext, which is used up by looking at it, then BootOrder: what cannot be loaded is passed over. */
export async function startFirmware(
  world: World,
  loaders: Readonly<Partial<Record<BootLoaderId, StartLoader>>>,
): Promise<Attempt | undefined> {
  const next = await readNumbers(world, 'BootNext');
  if (next.length > 0) await writeGlobal(world, 'BootNext', null);
  for (const id of [...next, ...(await readNumbers(world, 'BootOrder'))]) {
    const found = await entry(world, id);
    const attempt = found?.active ? await startEntry(world, found, loaders) : undefined;
    if (attempt === undefined) continue;
    await setCurrent(world, id);
    return attempt;
  }
  return undefined;
}

/** Linux as a person would pick it in the firmware's own menu. */
export async function linuxByHand(
  world: World,
  loaders: Readonly<Partial<Record<BootLoaderId, StartLoader>>>,
): Promise<Attempt | undefined> {
  for (const id of await bootNumbers(world)) {
    const found = await entry(world, id);
    const attempt = found === undefined || isXen(found.path ?? '') ? undefined : await startEntry(world, found, loaders);
    if (attempt?.kind !== 'linux' || attempt.problem !== undefined) continue;
    await setCurrent(world, id);
    return attempt;
  }
  return undefined;
}

const setCurrent = async ({ files }: World, id: string): Promise<void> =>
  files.write(
    '/sys/firmware/efi/efivars/BootCurrent-8be4df61-93ca-11d2-aa0d-00e098032b8c',
    Buffer.concat([Buffer.from([6, 0, 0, 0]), Buffer.from(id, 'hex').reverse()]),
    { mode: 0o644, uid: 0, gid: 0 },
  );

/** Undefined: the program is not there, so the firmware goes on to the next. */
async function startEntry(
  world: World,
  { id, path, partuuid, options }: FirmwareEntry,
  loaders: Readonly<Partial<Record<BootLoaderId, StartLoader>>>,
): Promise<Attempt | undefined> {
  const volume = (world.host.mounts ?? []).find(
    (each) => each.fstype === 'vfat' && (partuuid === undefined || each.partuuid === partuuid),
  )?.mount;
  if (path === undefined || volume === undefined) return undefined;
  const file = path.replaceAll('\\', '/');
  if ((await world.files.stat(`${volume}${file}`)) === undefined) return undefined;
  if (isXen(path)) {
    // Xen takes only options that end with a NUL (get_argv of xen/common/efi/boot.c).
    return startXenEfi(world, `Boot${id}`, volume, file, options?.terminated === true ? options.text : '');
  }
  const loader = loaderOfPath(path);
  if (loader !== undefined && loader !== 'efistub') return loaders[loader]?.(world, volume);
  if (!isLinuxProgram(path) || (await secureBoot(world))) return undefined;
  return startLinux(world, { entry: `Boot${id}`, volume, kernel: file, options: options?.text });
}

interface Linux {
  readonly entry: string;
  readonly volume: string;
  readonly kernel: string;
  /** Undefined: they are in the image. */
  readonly options: string | undefined;
  readonly initrds?: readonly string[];
}

/** Linux's EFI stub: `initrd=` among its options names files of its volume; without one that it needs it panics. */
export async function startLinux({ files }: World, { entry: name, volume, kernel, options, initrds = [] }: Linux): Promise<Attempt> {
  const named = [...(options ?? '').matchAll(/(?:^|\s)initrd=(\S+)/g)].map((match) => (match[1] ?? '').replaceAll('\\', '/'));
  for (const path of [kernel, ...initrds, ...named]) {
    if (((await files.stat(`${volume}/${path.replace(/^\/+/, '')}`))?.size ?? 0) === 0) {
      return { entry: name, kind: 'linux', problem: `Not found: ${path}` };
    }
  }
  return { entry: name, kind: 'linux', ...(options !== undefined && { commandLine: options }) };
}
