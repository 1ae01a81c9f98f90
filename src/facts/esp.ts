import type { EspFacts, MountFacts } from '../core/facts-boot.ts';
import type { System } from '../system/port.ts';
import type { Device } from './devices.ts';
import { type Mount, mountOf } from './mounts.ts';
import { names } from './reading.ts';

/** GPT type of an EFI system partition. */
const espType = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
const usualPlaces = ['/efi', '/boot', '/boot/efi', '/boot/EFI'];

export interface EspClues {
  readonly mounts: readonly Mount[];
  readonly devices: readonly Device[];
  /** LoaderDevicePartUUID: the partition that the running loader came from. */
  readonly bootedFrom?: string | undefined;
  /** Mount points with a folder named EFI. */
  readonly withEfiFolder: readonly string[];
}

/** The mounted ESP: the one this system was started from, else by its partition type, else by place and content. */
export function findEsp({ mounts, devices, bootedFrom, withEfiFolder }: EspClues): Mount | undefined {
  const rank = (mount: Mount): number => {
    const device = deviceOf(devices, mount.device);
    if (bootedFrom !== undefined && device?.partuuid === bootedFrom) return 3;
    if (device?.parttype?.toLowerCase() === espType) return 2;
    return usualPlaces.includes(mount.mount) && withEfiFolder.includes(mount.mount) ? 1 : 0;
  };
  const place = ({ mount }: Mount): number => (usualPlaces.includes(mount) ? usualPlaces.indexOf(mount) : usualPlaces.length);
  return mounts
    .filter((mount) => ['vfat', 'msdos'].includes(mount.fstype) && rank(mount) > 0)
    .toSorted((a, b) => rank(b) - rank(a) || place(a) - place(b))[0];
}

export async function readEsp(system: System, clues: Omit<EspClues, 'withEfiFolder'>): Promise<EspFacts | undefined> {
  const fat = clues.mounts.filter(({ fstype }) => fstype === 'vfat' || fstype === 'msdos');
  const folders = await Promise.all(
    fat.map(async ({ mount }) => ((await names(system, mount)).some((name) => name.toUpperCase() === 'EFI') ? [mount] : [])),
  );
  const esp = findEsp({ ...clues, withEfiFolder: folders.flat() });
  if (esp === undefined) return undefined;
  const space = await system.space(esp.mount);
  return {
    mount: esp.mount,
    device: esp.device,
    fstype: esp.fstype,
    totalMiB: mebibytes(space?.totalBytes ?? 0),
    freeMiB: mebibytes(space?.freeBytes ?? 0),
    writable: esp.options.includes('rw'),
  };
}

/** The file system that a folder is on, with its UUID. */
export function mountFacts(mounts: readonly Mount[], devices: readonly Device[], path: string): MountFacts | undefined {
  const mount = mountOf(mounts, path);
  return mount && { ...mount, uuid: deviceOf(devices, mount.device)?.uuid };
}

export const deviceOf = (devices: readonly Device[], path: string): Device | undefined => devices.find((device) => device.path === path);

export const mebibytes = (bytes: number): number => Math.floor(bytes / 2 ** 20);
