import type { Facts } from '../core/facts.ts';
import type { HostNeeds, PciDevice } from '../domu/pci/device.ts';
import type { BlockDevice } from '../domu/storage.ts';
import type { System } from '../system/port.ts';
import { groupsOfLinux } from './iommu-groups.ts';
import { names, readLine } from './reading.ts';

const directory = '/sys/bus/pci/devices';

/** All PCI devices as this kernel shows them. */
async function readDevices(system: System, blockDevices: readonly BlockDevice[]): Promise<readonly PciDevice[]> {
  const [addresses, said, owners] = await Promise.all([
    names(system, directory),
    system.run(['lspci', '-D'], { timeoutSeconds: 15 }),
    diskOwners(system, blockDevices),
  ]);
  const words = parseLspci(said.stdout);
  return Promise.all(
    addresses.map(async (address) => {
      const at = `${directory}/${address}`;
      const link = async (name: string): Promise<string | undefined> => (await system.stat(`${at}/${name}`))?.target?.split('/').at(-1);
      const [code, driver, group, vga, links] = await Promise.all([
        readLine(system, `${at}/class`),
        link('driver'),
        link('iommu_group'),
        readLine(system, `${at}/boot_vga`),
        names(system, `${at}/net`),
      ]);
      return {
        address,
        class: code?.replace(/^0x/, '') ?? '',
        name: words[address] ?? 'unknown device',
        driver,
        group: group === undefined ? undefined : Number(group),
        console: vga === '1',
        links,
        mounts: owners.filter(({ path }) => path.includes(`/${address}/`)).flatMap(({ mounts }) => mounts),
      };
    }),
  );
}

/** All PCI devices, with what of the host hangs on each, and their groups: where this kernel shows none, those of Linux before. */
export async function readPci(system: System, blockDevices: readonly BlockDevice[]): Promise<readonly PciDevice[]> {
  const devices = await readDevices(system, blockDevices);
  if (devices.some(({ group }) => group !== undefined)) return devices;
  const before = await groupsOfLinux(system);
  return devices.map((device) => {
    const group = before[device.address];
    return group === undefined ? device : { ...device, group, groupBefore: true };
  });
}

/** `lspci -D`: `0000:00:02.0 VGA compatible controller: ...` */
export const parseLspci = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    text.split('\n').flatMap((line) => {
      const [, address, words] = /^([0-9a-f]{4}:\S+) (.+)$/.exec(line) ?? [];
      return address === undefined || words === undefined ? [] : [[address, words]];
    }),
  );

/** /sys/class/block/sda leads through the controller that the disk hangs on. */
async function diskOwners(
  system: System,
  devices: readonly BlockDevice[],
): Promise<readonly { readonly path: string; readonly mounts: readonly string[] }[]> {
  const mounted = devices.filter(({ mounts }) => mounts.length > 0);
  return Promise.all(
    mounted.map(async ({ path, mounts }) => ({
      path: (await system.stat(`/sys/class/block/${path.split('/').at(-1)}`))?.target ?? '',
      mounts,
    })),
  );
}

/** Interfaces that the host itself needs. */
export const pciNeeds = ({ network }: Facts): HostNeeds => ({
  uplink: network.uplink,
  used: network.links.filter(({ addresses, master }) => addresses.length > 0 || master !== undefined).map(({ name }) => name),
});
