import type { Facts } from '../core/facts.ts';
import type { HostNeeds } from '../domu/pci/device.ts';
import type { System } from '../system/port.ts';
import { names } from './reading.ts';
import { sysfsPath } from './sysfs.ts';

const directory = '/sys/class/net';

/** Interfaces that the host itself needs, with all that they lie on: VLANs, bonds and bridges have no card of their own. */
export async function readPciNeeds(system: System, { network }: Facts): Promise<HostNeeds> {
  const { uplink, links } = network;
  const used = links.filter(({ addresses, master }) => addresses.length > 0 || master !== undefined).map(({ name }) => name);
  const outside = await withLower(system, uplink === undefined ? [] : [uplink]);
  // Of PPP and tunnels the kernel does not show what is below them, so any interface that is up may be it.
  const hidden = uplink !== undefined && !(await anyHardware(system, outside));
  const up = hidden ? links.filter((link) => link.up).map(({ name }) => name) : [];
  return { uplink, used: [...new Set([...outside, ...(await withLower(system, used)), ...up])] };
}

/** The kernel names what an interface lies on by links lower_NAME. */
async function withLower(system: System, interfaces: readonly string[], known: readonly string[] = []): Promise<readonly string[]> {
  const anew = interfaces.filter((name) => !known.includes(name));
  if (anew.length === 0) return known;
  const below = await Promise.all(anew.map((name) => names(system, `${directory}/${name}`)));
  const lower = below.flat().flatMap((name) => /^lower_(.+)$/.exec(name)?.[1] ?? []);
  return withLower(system, [...new Set(lower)], [...known, ...anew]);
}

async function anyHardware(system: System, interfaces: readonly string[]): Promise<boolean> {
  const paths = await Promise.all(interfaces.map((name) => sysfsPath(system, `${directory}/${name}`)));
  return paths.some((path) => path !== undefined && !path.includes('/devices/virtual/'));
}
