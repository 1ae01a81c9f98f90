import { stateFile, volatile } from '../core/state.ts';
import type { World } from '../core/world.ts';
import { currentNetwork } from './current.ts';
import type { Network } from './links.ts';
import { become } from './network-manager.ts';
import { readProfiles } from './profiles.ts';

interface Checkpoint {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly due: number;
  readonly network: Network;
  /** Keyfiles that were there; others are deleted. */
  readonly profiles: readonly string[];
}

/** NetworkManager's checkpoints. */
const checkpoints = stateFile<readonly Checkpoint[]>(volatile('checkpoints'), []);

export async function createCheckpoint(world: World, seconds: number): Promise<string> {
  const all = await checkpoints.get(world.files);
  const name = `/org/freedesktop/NetworkManager/Checkpoint/${all.length + 1}`;
  const profiles = (await readProfiles(world)).map(({ path }) => path);
  const due = world.files.now() + seconds * 1000;
  await checkpoints.set(world.files, [...all, { name, due, network: await currentNetwork(world), profiles }]);
  return name;
}

export async function extendCheckpoint({ files }: World, name: string, seconds: number): Promise<boolean> {
  const all = await checkpoints.get(files);
  await checkpoints.set(
    files,
    all.map((each) => (each.name === name ? { ...each, due: files.now() + seconds * 1000 } : each)),
  );
  return all.some((each) => each.name === name);
}

export async function destroyCheckpoint({ files }: World, name: string): Promise<boolean> {
  const all = await checkpoints.get(files);
  await checkpoints.set(
    files,
    all.filter((each) => each.name !== name),
  );
  return all.some((each) => each.name === name);
}

/** Goes back to each checkpoint whose time is over. */
export async function fireCheckpoints(world: World): Promise<void> {
  const all = await checkpoints.get(world.files);
  for (const { name, network, profiles } of all.filter(({ due }) => due <= world.files.now())) {
    await destroyCheckpoint(world, name);
    for (const { path } of await readProfiles(world)) if (!profiles.includes(path)) await world.files.remove(path);
    await become(world, network);
  }
}
