import type { IommuFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { readIommuGroups } from './iommu-groups.ts';
import type { Notes } from './notes.ts';
import { messageOf, names } from './reading.ts';

/** DMAR is Intel's table, which Xen renames to RMAD before dom0 sees it; IVRS is AMD's. */
export const iommuTable = (tables: readonly string[]): IommuFacts['table'] =>
  (['DMAR', 'RMAD', 'IVRS'] as const).find((table) => tables.includes(table)) ?? 'none';

export async function readIommu(system: System, notes: Notes, underXen: boolean): Promise<IommuFacts> {
  const [tables, active, groups] = await Promise.all([
    listTables(system, notes),
    names(system, '/sys/class/iommu'),
    names(system, '/sys/kernel/iommu_groups'),
  ]);
  // Under Xen there are no groups for Linux to see, which does not mean that there is no IOMMU.
  const groupOf = await readIommuGroups(system, groups);
  return {
    table: iommuTable(tables),
    active,
    groups: underXen ? undefined : groups.length,
    ...(Object.keys(groupOf).length === 0 ? {} : { groupOf }),
  };
}

async function listTables(system: System, notes: Notes): Promise<readonly string[]> {
  const path = '/sys/firmware/acpi/tables';
  try {
    const tables = await system.list(path);
    if (tables === undefined) notes.add('iommu.table', `${path} is not there: the kernel runs without ACPI`);
    return tables ?? [];
  } catch (error) {
    notes.add('iommu.table', `${path} could not be read: ${messageOf(error)}`);
    return [];
  }
}
