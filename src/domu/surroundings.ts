import type { Facts } from '../core/facts.ts';
import { parseXlCfg, type XlValue, xlValue } from '../formats/xl-cfg.ts';
import type { Media } from './media/medium.ts';
import type { HostNeeds, PciDevice } from './pci/device.ts';
import type { Storage } from './storage.ts';
import { parseXlDisk } from './xl-disk.ts';

/** What a new guest must get on with: the host, the other guests, and the files that it names. */
export interface Surroundings {
  readonly facts: Facts;
  /** Identifies the host for ever: machine-id(5), or its name. */
  readonly hostId: string;
  /** All *.cfg of /etc/xen. */
  readonly configs: readonly ConfigFile[];
  /** What is at the paths that the guest names, and at their directories; missing: nothing is there. */
  readonly files: Readonly<Record<string, { readonly type: 'file' | 'directory' | 'link' | 'other'; readonly size: number } | undefined>>;
  /** Free space where the path would be. */
  readonly freeBytes: Readonly<Record<string, number | undefined>>;
  /** The file system that a directory is on. `device`: the same for all directories that share its free space. */
  readonly fileSystems: Readonly<Record<string, { readonly type: string; readonly device: string } | undefined>>;
  /** Where the paths of disks lead, those of other guests too. */
  readonly links: Readonly<Record<string, string | undefined>>;
  /** The loop devices that have a file of the guest's disks already. */
  readonly loops: Readonly<Record<string, string | undefined>>;
  /** What the paths hold that a guest is made from. */
  readonly media: Readonly<Record<string, Media | undefined>>;
  /** ISOs and images that lie where one puts them, the newest first. */
  readonly found: readonly string[];
  readonly storage: Storage;
  /** Devices of the host, when the guest asks for one. */
  readonly pciDevices: readonly PciDevice[];
  readonly pciNeeds: HostNeeds;
  /** Who makes the guest: the account that a cloud image gets. */
  readonly person: { readonly user: string; readonly sshKeys: readonly string[] };
}

/** A guest's configuration, as far as lists and checks need it. */
export interface ConfigFile {
  readonly path: string;
  readonly text: string;
  readonly name: string;
  readonly type: string;
  readonly memoryMiB: number | undefined;
  readonly vcpus: number;
  /** Paths on dom0's side, in the order of the disks. */
  readonly disks: readonly string[];
  readonly macs: readonly string[];
  readonly vncPassword: string | undefined;
}

/** Reads a configuration, whoever wrote it; undefined: it names no guest (efi-xen.cfg, other programs' files). */
export function readConfig(path: string, text: string): ConfigFile | undefined {
  const cfg = parseXlCfg(text);
  const name = xlValue(cfg, 'name');
  if (typeof name !== 'string') return undefined;
  const number = (key: string): number | undefined => {
    const value = xlValue(cfg, key);
    return value === undefined || Array.isArray(value) || !Number.isFinite(Number(value)) ? undefined : Number(value);
  };
  return {
    path,
    text,
    name,
    type: asText(xlValue(cfg, 'type')) ?? asText(xlValue(cfg, 'builder')) ?? 'pv',
    memoryMiB: number('memory'),
    vcpus: number('vcpus') ?? 1,
    disks: items(xlValue(cfg, 'disk')).flatMap((spec) => parseXlDisk(spec).target ?? []),
    macs: items(xlValue(cfg, 'vif')).flatMap((spec) => /(?:^|,)\s*mac=([0-9a-f:]{17})/i.exec(spec)?.[1]?.toLowerCase() ?? []),
    vncPassword: asText(xlValue(cfg, 'vncpasswd')),
  };
}

const asText = (value: XlValue | undefined): string | undefined => (typeof value === 'string' ? value : undefined);
const items = (value: XlValue | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

/** MAC addresses of everybody else. */
export const takenMacs = (around: Surroundings, name: string): ReadonlySet<string> =>
  new Set([
    ...around.configs.filter((config) => config.name !== name).flatMap((config) => config.macs),
    ...around.facts.network.links.map((link) => link.mac.toLowerCase()),
  ]);

export const takenNames = (around: Surroundings): ReadonlySet<string> =>
  new Set([...around.configs.map((config) => config.name), ...(around.facts.xen.domains ?? []).map((domain) => domain.name), 'Domain-0']);
