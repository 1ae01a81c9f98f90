import { stateFile, volatile } from '../core/state.ts';
import type { World } from '../core/world.ts';

/** The running boot; null: the one that was recorded. */
export interface BootRecord {
  readonly kind: 'linux' | 'xen';
  readonly entry: string;
  readonly commandLine: string;
  readonly xenOptions: string;
  /** `4.21.2`; empty on plain Linux. */
  readonly xenVersion: string;
  readonly dom0MiB: number;
  readonly vcpus: number;
  readonly crashed: readonly string[];
  readonly attended: string;
}

export const bootRecord = stateFile<BootRecord | null>(volatile('boot'), null);

/** Was the host recorded while Xen ran? */
export const recordedUnderXen = ({ host }: World): boolean => host.files['/sys/hypervisor/type'] === 'xen\n';

export async function underXen(world: World): Promise<boolean> {
  const record = await bootRecord.get(world.files);
  return record === null ? recordedUnderXen(world) : record.kind === 'xen';
}
