import type { CpuFacts, FirmwareFacts, IommuFacts, OsFacts, SessionFacts } from '../core/facts.ts';
import type { BootFacts } from '../core/facts-boot.ts';
import type { NetworkFacts } from '../core/facts-network.ts';
import type { PacmanFacts } from '../core/facts-packages.ts';

/** What a topic is when its reader failed; the note beside it says why. Nothing in here lets a check pass. */
export const os: OsFacts = {
  id: '',
  idLike: [],
  name: '',
  machine: '',
  hostname: '',
  kernelRelease: '',
  bootId: '',
  commandLine: [],
  uptimeSeconds: 0,
  init: 'other',
};
export const cpu: CpuFacts = { vendor: 'other', model: '', count: 0, virtualisation: 'none', evidence: 'nothing could be read' };
export const iommu: IommuFacts = { table: 'none', active: [] };
export const firmware: FirmwareFacts = { type: 'bios', secureBoot: 'unsupported', variablesWritable: false };
export const boot: BootFacts = { loaders: [], bootMount: '/', efi: { bootOrder: [], entries: [] }, devices: [] };
export const session: SessionFacts = { uid: -1, user: '', via: 'unknown' };
export const network: NetworkFacts = { manager: 'none', evidence: [], alsoEnabled: [], links: [], nameservers: [], brNetfilter: false };
export const pacman: PacmanFacts = { multilib: false, locked: false, installed: {}, pendingUpgrades: [], runningKernelInstalled: false };
