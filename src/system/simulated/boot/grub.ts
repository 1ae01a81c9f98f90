import {
  type GrubCfg,
  type GrubEntry,
  grubCommand,
  grubCommands,
  grubDefaultName,
  parseGrubCfg,
  resolveGrubEntry,
} from '../../../formats/grub-cfg.ts';
import { parseGrubenv, setGrubenv } from '../../../formats/grubenv.ts';
import { mountOf } from '../../recorded.ts';
import { readText, writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { secureBoot } from './efi-variables.ts';
import { startXenEfi } from './xen-image.ts';

export const grubCfg = '/boot/grub/grub.cfg';
export const grubenv = '/boot/grub/grubenv';

export async function readGrub({ files }: World): Promise<GrubCfg | undefined> {
  const text = await readText(files, grubCfg);
  return text === undefined ? undefined : parseGrubCfg(text);
}

/** The entry that GRUB starts now; a one-time choice is cleared if GRUB can write where it is. */
export async function chosenGrubEntry(world: World, cfg: GrubCfg): Promise<GrubEntry | undefined> {
  const block = await readText(world.files, grubenv);
  const variables = (block === undefined ? undefined : parseGrubenv(block)) ?? {};
  const once = variables['next_entry'] ?? '';
  if (block === undefined || once === '' || !readsNextEntry(cfg)) return resolveGrubEntry(cfg, grubDefaultName(cfg, variables));
  if (canWrite(world)) await writeText(world.files, grubenv, setGrubenv(block, 'next_entry', ''));
  return resolveGrubEntry(cfg, once);
}

const readsNextEntry = (cfg: GrubCfg): boolean => cfg.commands.some((words) => words.join(' ').includes('next_entry'));

/** GRUB writes into the sectors of a file that is there; not on LVM, encrypted volumes, RAID, or (before 2.14) btrfs. */
export function canWrite({ host, model }: World): boolean {
  const mount = mountOf(host, '/boot/grub');
  if (mount === undefined || /^\/dev\/(mapper\/|dm-|md)/.test(mount.device)) return false;
  if (mount.fstype !== 'btrfs') return /^(ext[234]|xfs|vfat)$/.test(mount.fstype);
  const [, major = '0', minor = '0'] = /^(?:\d+:)?(\d+)\.(\d+)/.exec(model.packages['grub'] ?? '') ?? [];
  return Number(major) > 2 || (Number(major) === 2 && Number(minor) >= 14);
}

export async function startGrubEntry(world: World, entry: GrubEntry): Promise<Attempt> {
  const name = entry.id ?? entry.title;
  const uuid = grubCommand(entry, 'search')?.at(-1);
  const chain = grubCommand(entry, 'chainloader')?.find((word) => word.startsWith('/'));
  if (chain !== undefined && /xen/i.test(chain)) {
    const volume = (world.host.mounts ?? []).find(({ fstype }) => fstype === 'vfat')?.mount ?? '/boot';
    return startXenEfi(world, name, volume, chain, `xen.efi ${(grubCommand(entry, 'chainloader') ?? []).slice(1).join(' ')}`);
  }
  const [xen, ...xenOptions] = grubCommand(entry, 'multiboot2', 'multiboot') ?? [];
  const modules = grubCommands(entry, 'module2', 'module').map((words) => words.filter((word) => !word.startsWith('--')));
  const [linux, ...words] = grubCommand(entry, 'linux', 'linux16', 'linuxefi') ?? [];
  const initrds = grubCommand(entry, 'initrd', 'initrd16', 'initrdefi') ?? [];
  const kind = xen === undefined ? 'linux' : 'xen';
  const paths = xen === undefined ? [linux, ...initrds] : [xen, ...modules.map(([path]) => path)];
  for (const path of paths) {
    if (path !== undefined && (await onVolume(world, uuid, path)) === undefined)
      return { entry: name, kind, problem: `error: file \`${path}' not found.` };
  }
  if (xen === undefined) return { entry: name, kind, commandLine: [`BOOT_IMAGE=${linux ?? ''}`, ...words].join(' ') };
  if (await secureBoot(world)) return { entry: name, kind, problem: 'error: prohibited by secure boot policy.' };
  if (modules[0] === undefined) return { entry: name, kind, problem: 'Xen would find no kernel for dom0.' };
  return { entry: name, kind, commandLine: modules[0].slice(1).join(' '), xenOptions: xenOptions.join(' ') };
}

/** The host's path of a file that GRUB names from the root of a file system (or of the disk's btrfs, subvolume first). */
async function onVolume({ host, files }: World, uuid: string | undefined, path: string): Promise<string | undefined> {
  const mount = (host.mounts ?? []).find((each) => each.uuid?.toLowerCase() === uuid?.toLowerCase()) ?? mountOf(host, '/boot');
  const subvolume = /subvol=([^,]+)/.exec(mount?.options ?? '')?.[1];
  const top = mount === undefined || mount.mount === '/' ? '' : mount.mount;
  const plain = path.replace(/^\([^)]*\)/, '');
  const below = subvolume !== undefined && subvolume !== '/' && plain.startsWith(`${subvolume}/`) ? plain.slice(subvolume.length) : plain;
  const place = `${top}${below}`;
  return ((await files.stat(place))?.size ?? 0) > 0 ? place : undefined;
}
