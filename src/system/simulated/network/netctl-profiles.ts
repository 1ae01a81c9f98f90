import { readPlainAssignments } from '../../../formats/plain-assignments.ts';
import { instanceUnit, instanceWord } from '../../../formats/unit-names.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { activeState } from '../systemd/activity.ts';

export interface NetctlProfile {
  readonly name: string;
  readonly connection: string;
  readonly device: string;
  /** The cards of a bridge. */
  readonly binds: readonly string[];
  readonly after: readonly string[];
  readonly mac: string | undefined;
  readonly dhcp: boolean;
  readonly addresses: readonly string[];
  readonly description: string | undefined;
}

const system = '/etc/systemd/system';
export const unitOf = (profile: string): string => instanceUnit('netctl', profile);
export const wantedLink = (profile: string): string => `${system}/multi-user.target.wants/${unitOf(profile)}`;
export const dropInFolder = (profile: string): string => `${system}/${unitOf(profile)}.d`;

/** Undefined: there is no such profile, or netctl would not take it. */
export async function readNetctlProfile({ files }: World, name: string): Promise<NetctlProfile | undefined> {
  const text = await readText(files, `/etc/netctl/${name}`);
  const read = text === undefined ? undefined : readPlainAssignments(text);
  if (read === undefined || 'notPlain' in read) return undefined;
  const words = (key: string): readonly string[] => read.assignments.findLast((each) => each.name === key)?.words ?? [];
  const [device = '', connection = ''] = [words('Interface')[0], words('Connection')[0]];
  if (device === '' || !['ethernet', 'bridge'].includes(connection)) return undefined;
  const [four = '', six = ''] = [words('IP')[0], words('IP6')[0]];
  return {
    ...{ name, connection, device, binds: words('BindsToInterfaces'), after: words('After') },
    mac: words('MACAddress')[0]?.toLowerCase(),
    dhcp: four === 'dhcp',
    addresses: [...(four === 'static' ? words('Address') : []), ...(/^stat/.test(six) ? words('Address6') : [])],
    description: words('Description')[0],
  };
}

/** Those that a boot starts, in the order of their After=. */
export async function enabledProfiles(world: World): Promise<readonly NetctlProfile[]> {
  const names = ((await world.files.list(`${system}/multi-user.target.wants`)) ?? []).map((unit) => instanceWord('netctl', unit));
  const found = await Promise.all(names.filter((name) => name !== undefined).map((name) => readNetctlProfile(world, name)));
  return found.filter((each) => each !== undefined).toSorted((a, b) => Number(a.after.includes(b.name)) - Number(b.after.includes(a.name)));
}

export const isActiveProfile = async (world: World, name: string): Promise<boolean> =>
  (await activeState(world, unitOf(name))) === 'active';
