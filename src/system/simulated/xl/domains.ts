import { bootRecord } from '../boot/record.ts';
import { stateFile, volatile } from '../core/state.ts';
import type { World } from '../core/world.ts';

export interface Domain {
  readonly name: string;
  readonly id: number;
  readonly memoryMiB: number;
  readonly vcpus: number;
  /** Paths of its disks. */
  readonly disks?: readonly string[];
  /** Six letters, as xl list prints them. */
  readonly state: string;
  /** As in its configuration: pv, pvh or hvm. */
  readonly type: string;
}

interface Guests {
  readonly nextId: number;
  readonly guests: readonly Domain[];
}

export const guests = stateFile<Guests>(volatile('domains'), { nextId: 1, guests: [] });

/** Domain-0 and the guests. */
export async function allDomains(world: World): Promise<readonly Domain[]> {
  const boot = await bootRecord.get(world.files);
  const dom0 = { name: 'Domain-0', id: 0, memoryMiB: boot?.dom0MiB ?? 4096, vcpus: boot?.vcpus ?? 2, state: 'r-----', type: 'pv' };
  return [dom0, ...(await guests.get(world.files)).guests];
}

export async function addGuest(world: World, guest: Omit<Domain, 'id' | 'state'>): Promise<void> {
  const now = await guests.get(world.files);
  await guests.set(world.files, { nextId: now.nextId + 1, guests: [...now.guests, { ...guest, id: now.nextId, state: '-b----' }] });
}

export async function removeGuest(world: World, id: number): Promise<void> {
  const now = await guests.get(world.files);
  await guests.set(world.files, { ...now, guests: now.guests.filter((guest) => guest.id !== id) });
}

export async function setState(world: World, id: number, state: string): Promise<void> {
  const now = await guests.get(world.files);
  await guests.set(world.files, { ...now, guests: now.guests.map((guest) => (guest.id === id ? { ...guest, state } : guest)) });
}

/** Memory that Xen has left. */
export async function freeMiB(world: World): Promise<number> {
  const used = (await allDomains(world)).reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
  return Math.max(0, world.model.memoryMiB - 100 - used);
}
