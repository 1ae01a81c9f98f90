import type { FileFacts } from '../core/facts.ts';
import type { BootFacts } from '../core/facts-boot.ts';
import { parseGrubenv } from '../formats/grubenv.ts';
import type { System } from '../system/port.ts';
import type { Device } from './devices.ts';
import { deviceOf } from './esp.ts';
import { type Mount, mountOf } from './mounts.ts';
import type { Notes } from './notes.ts';
import { output } from './reading.ts';

/**
 * Can GRUB write its environment block at boot? It writes into the file's own sectors, so not on LVM, RAID,
 * encrypted volumes or ZFS, and on btrfs only since 2.14 (grub manual, "Environment block").
 */
export function grubenvWritable(
  fstype: string,
  layers: readonly string[] | undefined,
  version: string | undefined,
): { readonly writableAtBoot: boolean; readonly reason: string } {
  const no = (reason: string): { writableAtBoot: boolean; reason: string } => ({ writableAtBoot: false, reason });
  const below = layers?.find(
    (type) => type === 'lvm' || type === 'crypt' || type.startsWith('raid') || type === 'linear' || type === 'dm' || type === 'mpath',
  );
  if (below === 'lvm') return no('it lies on an LVM volume, which GRUB cannot write');
  if (below === 'crypt') return no('it lies on an encrypted volume, which GRUB cannot write');
  if (below === 'linear' || below?.startsWith('raid')) return no('it lies on a RAID, which GRUB cannot write');
  if (below !== undefined) return no('it lies on a mapped device, which GRUB cannot write');
  if (fstype === 'btrfs') {
    const known = version === undefined ? undefined : atLeast(version, 2, 14);
    if (known === true)
      return { writableAtBoot: true, reason: `btrfs on a plain disk, and GRUB ${version} keeps its environment in the header` };
    return no(`btrfs, which GRUB ${version ?? ''} cannot write (2.14 can)`.replace('  ', ' '));
  }
  if (!['ext2', 'ext3', 'ext4', 'xfs', 'vfat'].includes(fstype)) return no(`${fstype}, which GRUB cannot write`);
  if (layers === undefined) return no('it is not known what kind of device it lies on');
  return { writableAtBoot: true, reason: `${fstype} on a plain disk` };
}

const atLeast = (version: string, major: number, minor: number): boolean => {
  const [a = 0, b = 0] = version.split(/[.\-r]/).map(Number);
  return a > major || (a === major && b >= minor);
};

const path = '/boot/grub/grubenv';

/** `grub-editenv list`, where the file alone does not tell: on btrfs. Undefined: not asked, or no answer. */
export async function readGrubenvHeader(system: System, notes: Notes, mounts: readonly Mount[]): Promise<string | undefined> {
  if (mountOf(mounts, path)?.fstype !== 'btrfs' || (await system.stat(path)) === undefined) return undefined;
  return output(system, notes, 'boot.grubenv', ['grub-editenv', path, 'list']);
}

export interface GrubenvClues {
  readonly files: Readonly<Record<string, FileFacts>>;
  readonly mounts: readonly Mount[];
  readonly devices: readonly Device[];
  readonly version: string | undefined;
  /** What grub-editenv lists. */
  readonly listed: string | undefined;
}

export function grubenvFacts({ files, mounts, devices, version, listed }: GrubenvClues): BootFacts['grubenv'] {
  const file = files[path];
  const folder = file?.type === 'link' ? dirnameOfTarget(file.target) : path;
  const mount = mountOf(mounts, folder);
  if (file === undefined || mount === undefined) return undefined;
  const text = file.text ?? files[folder]?.text ?? '';
  const writable = grubenvWritable(mount.fstype, deviceOf(devices, mount.device)?.layers, version);
  const inHeader = mount.fstype === 'btrfs' && writable.writableAtBoot;
  const variables = (inHeader && listed !== undefined ? parseListed(listed) : parseGrubenv(text)) ?? {};
  return { path, ...writable, variables, ...(inHeader && { inHeader }) };
}

const parseListed = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => (line.includes('=') ? [[line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]] : [])),
  );

/** Some distributions link grubenv onto the ESP: `../efi/EFI/x/grubenv`, relative to /boot/grub. */
const dirnameOfTarget = (target: string | undefined): string => {
  if (target === undefined) return '/boot/grub/grubenv';
  return target.startsWith('/') ? target : target.replace(/^\.\.\//, '/boot/');
};
