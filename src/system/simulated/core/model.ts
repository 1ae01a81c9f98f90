import type { HostModel, RecordedHost } from '../../recorded-host.ts';

/** A host's model with what its record leaves out: an ordinary small computer. */
export function modelOf(host: RecordedHost): HostModel {
  const { packages, units, ...rest } = host.model ?? {};
  return {
    repositories: {},
    pendingUpgrades: [],
    cpus: 4,
    memoryMiB: 8192,
    cpuVendor: 'intel',
    virtualisation: true,
    iommu: true,
    links: [],
    hardware: { vendor: '', product: '', disks: [] },
    xenBoot: 'good',
    build: 'good',
    buildLines: 200,
    online: true,
    ...rest,
    packages: given(packages ?? {}),
    units: given(units ?? {}),
  };
}

const given = <T>(record: Readonly<Record<string, T | null>>): Record<string, T> => {
  const out: Record<string, T> = {};
  for (const [key, value] of Object.entries(record)) if (value !== null) out[key] = value;
  return out;
};
