import { stateFile } from '../core/state.ts';
import type { World } from '../core/world.ts';

export interface Installed {
  readonly version: string;
  /** Of packages that the simulation installed; of others it does not know more than the name. */
  readonly depends?: readonly string[];
  readonly asDependency?: boolean;
  /** Files, then directories that were made for it, deepest last. */
  readonly files?: readonly string[];
  readonly directories?: readonly string[];
}

export type Database = Readonly<Record<string, Installed>>;

const path = '/var/lib/pacman/local/simulated.json';

const stateOf = ({ model }: World) =>
  stateFile<Database>(path, Object.fromEntries(Object.entries(model.packages).map(([name, version]) => [name, { version }])));

export const readDatabase = (world: World): Promise<Database> => stateOf(world).get(world.files);
export const writeDatabase = (world: World, database: Database): Promise<void> => stateOf(world).set(world.files, database);

/** Libraries by file name, and the package that has them. */
const provided: Readonly<Record<string, string>> = {
  'libuuid.so': 'util-linux-libs',
  'xen-pvhgrub': 'xen-grub-pvh',
  'qemu-xen': 'xen-qemu',
};

/** `numactl>=2.0` -> `numactl` */
export function nameOf(dependency: string): string {
  const name = dependency.replace(/[<>=].*$/, '');
  return provided[name] ?? name;
}

/** Installed packages that depend on this one. */
export const neededBy = (database: Database, name: string): readonly string[] =>
  Object.entries(database).flatMap(([by, { depends }]) => ((depends ?? []).some((each) => nameOf(each) === name) ? [by] : []));
