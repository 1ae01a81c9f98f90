import type { Facts } from '../../core/facts.ts';
import { pathBelow } from '../host-files.ts';
import { espMount } from '../xen-efi/esp.ts';

/** A file system that rEFInd reads, and where this host has it mounted. */
export interface Volume {
  readonly mount: string;
  /** The mounted folder within the file system: a btrfs subvolume, else nothing. */
  readonly folder: string;
}

const esp = (facts: Facts): Volume => ({ mount: espMount(facts), folder: '' });

function boot(facts: Facts): Volume | undefined {
  const fs = facts.boot.bootFs;
  return fs && { mount: fs.mount, folder: subvolume(fs.options) };
}

/** `subvol=/@` is `/@`; the top of the file system, or none at all, is nothing. */
const subvolume = (options: readonly string[]): string => {
  const name = options.find((option) => option.startsWith('subvol='))?.slice('subvol='.length) ?? '';
  return `/${name}`.replace(/\/{2,}/g, '/').replace(/\/$/, '');
};

/** The volume of a kernel that rEFInd found: the kernel itself loads its `initrd=` from there, which need not be the ESP. */
export const volumeOf = (facts: Facts, kernel: string): Volume | undefined =>
  pathBelow(espMount(facts), kernel) === undefined ? boot(facts) : esp(facts);

/**
 * The `volume` of a stanza: the label of a file system or the GUID of a partition. Undefined: the name means no file system
 * that archxen knows, or several; it may be the label of a partition, which is not among the facts.
 */
export function volumeNamed(facts: Facts, name: string | undefined): Volume | undefined {
  if (name === undefined) return esp(facts);
  const wanted = name.toLowerCase();
  const found = facts.boot.devices.filter(({ label, partuuid }) => [label, partuuid].some((each) => each?.toLowerCase() === wanted));
  const device = found.length === 1 ? found[0]?.path : undefined;
  if (device === undefined) return undefined;
  if (device === facts.boot.esp?.device) return esp(facts);
  return device === facts.boot.bootFs?.device ? boot(facts) : undefined;
}

/**
 * The host's path of a file that rEFInd names. Undefined: it is not below the subvolume that is mounted; the name may then
 * begin at the default subvolume, and archxen does not know which one that is.
 */
export function fileOn({ mount, folder }: Volume, name: string): string | undefined {
  const below = pathBelow(folder, `/${name.replaceAll('\\', '/').replace(/^\/+/, '')}`);
  return below === undefined ? undefined : `${mount === '/' ? '' : mount}/${below}`;
}
