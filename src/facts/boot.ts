import type { FileFacts, KernelFacts, OsFacts } from '../core/facts.ts';
import type { BootFacts, EfiVariables, EspFacts, SyslinuxFacts } from '../core/facts-boot.ts';
import type { Device } from './devices.ts';
import { mountFacts } from './esp.ts';
import { grubenvFacts } from './grubenv.ts';
import { findLoaders } from './loaders.ts';
import type { Mount } from './mounts.ts';
import type { Notes } from './notes.ts';

export interface BootClues {
  readonly uefi: boolean;
  readonly esp?: EspFacts | undefined;
  readonly efi: EfiVariables;
  readonly mounts: readonly Mount[];
  readonly devices: readonly Device[];
  readonly files: Readonly<Record<string, FileFacts>>;
  readonly kernels: readonly KernelFacts[];
  readonly os: OsFacts;
  readonly packages: Readonly<Record<string, string>>;
  readonly syslinux: SyslinuxFacts | undefined;
  readonly grubenvList: string | undefined;
}

/** The boot path, from what the other readers found. */
export function bootFacts(clues: BootClues, notes: Notes): BootFacts {
  const { uefi, esp, efi, mounts, devices, files, os, packages, syslinux, grubenvList } = clues;
  if (uefi && esp === undefined) notes.add('boot.esp', 'no mounted EFI system partition was found');
  const paths = Object.keys(files).filter((path) => /^\/(boot|efi)\//.test(path));
  const loaders = findLoaders({ uefi, esp: esp?.mount, paths, efi, commandLine: os.commandLine, packages });
  if (loaders.length === 0) notes.add('boot.loaders', 'no boot loader was recognised in /boot, on the ESP or in the firmware entries');
  else if (!loaders.some(({ booted }) => booted))
    notes.add('boot.loaders', 'several boot loaders are here, and nothing says which one started this system');
  return {
    loaders,
    esp,
    bootMount: bootMount(clues),
    bootFs: mountFacts(mounts, devices, '/boot'),
    rootFs: mountFacts(mounts, devices, '/'),
    efi,
    grubenv: grubenvFacts({ files, mounts, devices, version: loaders.find(({ id }) => id === 'grub')?.version, listed: grubenvList }),
    syslinux,
    devices: uniqueByPath(devices).map(({ path, uuid, partuuid, label, fstype }) => ({ path, uuid, partuuid, label, fstype })),
  };
}

/** The mount that holds the kernels: the ESP when all of them are there, else where /boot is. */
function bootMount({ kernels, esp, mounts, devices }: BootClues): string {
  const images = kernels.flatMap(({ image }) => image ?? []);
  const onEsp = esp !== undefined && images.length > 0 && images.every((image) => image.startsWith(`${esp.mount}/`));
  return onEsp ? esp.mount : (mountFacts(mounts, devices, '/boot')?.mount ?? '/');
}

const uniqueByPath = (devices: readonly Device[]): readonly Device[] =>
  devices.filter((device, index) => devices.findIndex(({ path }) => path === device.path) === index);
