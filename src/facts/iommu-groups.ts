import * as z from 'zod/mini';
import type { System } from '../system/port.ts';
import { names } from './reading.ts';

/** The IOMMU group of each PCI device, by its address. */
export type IommuGroups = Readonly<Record<string, number>>;

const directory = '/sys/kernel/iommu_groups';

/** The groups as this kernel has them; none under Xen, which keeps the IOMMU to itself. */
export async function readIommuGroups(system: System, groups: readonly string[]): Promise<IommuGroups> {
  const members = await Promise.all(
    groups.map(async (group) => (await names(system, `${directory}/${group}/devices`)).map((address) => [address, Number(group)] as const)),
  );
  return Object.fromEntries(members.flat());
}

const entry = z.object({ MESSAGE: z.string(), _BOOT_ID: z.string(), __REALTIME_TIMESTAMP: z.string() });

/**
 * The groups as plain Linux said them while it booted last ("pci 0000:03:00.0: Adding to iommu group 12"), by the systemd journal:
 * they follow from how the board is wired, and hold under Xen too. None where no journal is kept over a boot.
 */
export async function groupsOfLinux(system: System): Promise<IommuGroups> {
  const asked = ['--grep=Adding to iommu group', '--lines=1000', '--no-pager', '--output=json'];
  const { stdout } = await system.run(['journalctl', '--quiet', '_TRANSPORT=kernel', ...asked], { timeoutSeconds: 30 });
  const entries = stdout.split('\n').flatMap((line) => entryOf(line) ?? []);
  const time = (each: z.infer<typeof entry>): number => Number(each.__REALTIME_TIMESTAMP);
  const [last] = entries.toSorted((a, b) => time(b) - time(a));
  return Object.fromEntries(
    entries.flatMap(({ MESSAGE: message, _BOOT_ID: boot }) => {
      const [, address, group] = /^\S+ ([0-9a-f]{4}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]): Adding to iommu group (\d+)$/.exec(message) ?? [];
      return boot !== last?._BOOT_ID || address === undefined ? [] : [[address, Number(group)]];
    }),
  );
}

function entryOf(line: string): z.infer<typeof entry> | undefined {
  try {
    return z.safeParse(entry, JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
