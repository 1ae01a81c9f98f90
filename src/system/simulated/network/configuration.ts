import { parseUnitFile, type UnitFile, unitValue, unitValues } from '../../../formats/systemd-unit.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';

/** Files of systemd-networkd; one under /etc hides those of the same name under /run and /usr/lib. */
const folders = ['/etc/systemd/network', '/run/systemd/network', '/usr/lib/systemd/network'];

export interface NetdevFile {
  readonly name: string;
  readonly kind: string;
  readonly mac: string | undefined;
}

export interface NetworkFile {
  readonly path: string;
  readonly file: UnitFile;
}

export interface Configuration {
  readonly netdevs: readonly NetdevFile[];
  /** In the order in which networkd tries them: the first match wins. */
  readonly networks: readonly NetworkFile[];
}

export async function readConfiguration({ files }: World): Promise<Configuration> {
  const paths = new Map<string, string>();
  for (const folder of folders) {
    for (const name of (await files.list(folder)) ?? []) if (!paths.has(name)) paths.set(name, `${folder}/${name}`);
  }
  const netdevs: NetdevFile[] = [];
  const networks: NetworkFile[] = [];
  for (const [name, path] of [...paths].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const text = await readText(files, path);
    if (text === undefined) continue;
    const file = parseUnitFile(text);
    if (name.endsWith('.network')) networks.push({ path, file });
    const device = unitValue(file, 'NetDev', 'Name');
    if (name.endsWith('.netdev') && device !== undefined) {
      netdevs.push({ name: device, kind: unitValue(file, 'NetDev', 'Kind') ?? '', mac: unitValue(file, 'NetDev', 'MACAddress') });
    }
  }
  return { netdevs, networks };
}

/** The .network file for a link. A file whose [Match] is empty matches nothing here. */
export function fileFor(
  { networks }: Configuration,
  link: { readonly ifname: string; readonly address: string; readonly link_type: string },
): NetworkFile | undefined {
  return networks.find(({ file }) => {
    const names = words(file, 'Name');
    const macs = [...words(file, 'MACAddress'), ...words(file, 'PermanentMACAddress')];
    const types = words(file, 'Type');
    if (names.length + macs.length + types.length === 0) return false;
    return (
      (names.length === 0 || names.some((pattern) => globMatches(pattern, link.ifname))) &&
      (macs.length === 0 || macs.some((mac) => mac.toLowerCase() === link.address)) &&
      (types.length === 0 || types.includes(link.link_type))
    );
  });
}

const words = (file: UnitFile, key: string): readonly string[] => unitValues(file, 'Match', key).flatMap((value) => value.split(/\s+/));

const globMatches = (pattern: string, name: string): boolean =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  ).test(name);
