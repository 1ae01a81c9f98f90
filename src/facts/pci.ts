import type { PciDevice } from '../domu/pci/device.ts';
import type { BlockDevice } from '../domu/storage.ts';
import type { System } from '../system/port.ts';
import { groupsOfLinux } from './iommu-groups.ts';
import { readHostDisks } from './pci-disks.ts';
import { names, readLine } from './reading.ts';
import { sysfsPath } from './sysfs.ts';

const directory = '/sys/bus/pci/devices';

/** All PCI devices as this kernel shows them. */
async function readDevices(system: System, blockDevices: readonly BlockDevice[]): Promise<readonly PciDevice[]> {
  const [addresses, said, disks, interfaces] = await Promise.all([
    names(system, directory),
    system.run(['lspci', '-D'], { timeoutSeconds: 15 }),
    readHostDisks(system, blockDevices),
    readInterfaces(system),
  ]);
  const words = parseLspci(said.stdout);
  // Without a list of disks it is not known either what hangs where.
  const lost = blockDevices.length === 0 || disks.some(({ path }) => path === undefined);
  const functions = await Promise.all(addresses.map(async (address) => ({ address, card: await linkName(system, address, 'physfn') })));
  return Promise.all(
    addresses.map(async (address) => {
      const at = `${directory}/${address}`;
      // The virtual functions of a card go with it.
      const own = [address, ...functions.filter(({ card }) => card === address).map((each) => each.address)];
      const isOn = ({ path }: { readonly path: string | undefined }): boolean => own.some((each) => path?.includes(`/${each}/`));
      const [code, driver, group, vga, direct] = await Promise.all([
        readLine(system, `${at}/class`),
        linkName(system, address, 'driver'),
        linkName(system, address, 'iommu_group'),
        readLine(system, `${at}/boot_vga`),
        names(system, `${at}/net`),
      ]);
      const here = disks.filter(isOn);
      return {
        address,
        class: code?.replace(/^0x/, '') ?? '',
        name: words[address] ?? 'unknown device',
        driver,
        group: group === undefined ? undefined : Number(group),
        console: vga === '1',
        links: [...new Set([...direct, ...interfaces.filter(isOn).map(({ name }) => name)])],
        mounts: here.flatMap(({ mounts }) => mounts),
        owners: here.flatMap(({ owner }) => owner ?? []),
        ...(lost && { disksLost: true as const }),
      };
    }),
  );
}

const linkName = async (system: System, address: string, name: string): Promise<string | undefined> =>
  (await sysfsPath(system, `${directory}/${address}/${name}`))?.split('/').at(-1);

async function readInterfaces(system: System): Promise<readonly { readonly name: string; readonly path: string | undefined }[]> {
  const found = await names(system, '/sys/class/net');
  return Promise.all(found.map(async (name) => ({ name, path: await sysfsPath(system, `/sys/class/net/${name}`) })));
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
