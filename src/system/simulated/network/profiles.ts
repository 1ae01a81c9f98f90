import { parseUnitFile, type UnitFile, unitValue, unitValues } from '../../../formats/systemd-unit.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';

/** Keyfiles of NetworkManager; one under /run hides one of the same UUID under /etc. */
const folders = ['/run/NetworkManager/system-connections', '/etc/NetworkManager/system-connections'];

export interface Profile {
  readonly path: string;
  readonly uuid: string;
  readonly id: string;
  readonly type: string;
  readonly device: string | undefined;
  /** The bridge that it makes its device a port of, by name or UUID. */
  readonly master: string | undefined;
  readonly priority: number;
  readonly autoconnect: boolean;
  readonly mac: string | undefined;
  readonly dhcp: boolean;
  readonly addresses: readonly string[];
  /** By NetworkManager itself, for a card without a profile. */
  readonly madeUp: boolean;
}

/** By priority, the highest first. A keyfile that others may read is passed over, as NetworkManager does. */
export async function readProfiles({ files }: World): Promise<readonly Profile[]> {
  const found: Profile[] = [];
  for (const folder of folders) {
    for (const name of (await files.list(folder)) ?? []) {
      const path = `${folder}/${name}`;
      const text = await readText(files, path);
      if (!name.endsWith('.nmconnection') || text === undefined || (((await files.stat(path))?.mode ?? 0) & 0o077) !== 0) continue;
      const profile = profileOf(path, parseUnitFile(text));
      if (profile !== undefined && !found.some(({ uuid }) => uuid === profile.uuid)) found.push(profile);
    }
  }
  return found.toSorted((a, b) => b.priority - a.priority);
}

function profileOf(path: string, file: UnitFile): Profile | undefined {
  const of = (key: string): string | undefined => unitValue(file, 'connection', key);
  const uuid = of('uuid');
  if (uuid === undefined) return undefined;
  const settings = file.sections.filter(({ name }) => name === 'ipv4').flatMap((section) => section.settings);
  return {
    path,
    uuid,
    id: of('id') ?? uuid,
    type: of('type') ?? '',
    device: of('interface-name'),
    master: of('master') ?? of('controller'),
    priority: Number(of('autoconnect-priority') ?? 0),
    autoconnect: of('autoconnect') !== 'false',
    mac: unitValues(file, 'ethernet', 'cloned-mac-address').at(-1)?.toLowerCase(),
    dhcp: unitValue(file, 'ipv4', 'method') === 'auto',
    madeUp: unitValue(file, '.nmmeta', 'nm-generated') === 'true',
    addresses: settings.flatMap(({ key, value }) => (/^address\d+$/.test(key) ? [value.replace(/,.*$/, '')] : [])),
  };
}
