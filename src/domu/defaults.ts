import type { Facts } from '../core/facts.ts';
import { configPath, type Guest, type GuestDraft, imagePath } from './guest.ts';
import { macFor } from './mac.ts';
import { type Surroundings, takenMacs, takenNames } from './surroundings.ts';

/** A guest from what was answered and, for the rest, what suits this host. */
export function completeGuest(answers: GuestDraft, around: Surroundings): Guest {
  const { facts, hostId } = around;
  const name = answers.name ?? freeName(around);
  // The same answers again mean the same guest, though less is free now that it runs.
  const own = around.configs.find((config) => config.path === configPath(name));
  const taken = new Set(takenMacs(around, name));
  const vifs = (answers.vifs ?? defaultBridge(facts).map((bridge) => ({ bridge, mac: undefined }))).map(({ bridge, mac }, index) => {
    const address = mac ?? macFor(hostId, name, index, taken);
    taken.add(address);
    return { bridge, mac: address };
  });
  const kernel =
    facts.kernels.find((each) => each.running && each.image !== undefined) ?? facts.kernels.find((each) => each.image !== undefined);
  return {
    name,
    kind: answers.kind ?? defaultKind(facts),
    source: {
      kind: 'kernel',
      kernel: answers.source?.kernel ?? kernel?.image ?? '/boot/vmlinuz-linux',
      initramfs: answers.source?.initramfs === undefined ? (kernel?.initramfs ?? null) : answers.source.initramfs,
      extra: answers.source?.extra ?? 'console=hvc0',
    },
    memoryMiB: answers.memoryMiB ?? own?.memoryMiB ?? defaultMemory(facts),
    vcpus: answers.vcpus ?? own?.vcpus ?? Math.min(2, hostCpus(facts)),
    disks: answers.disks ?? [{ kind: 'sparse-file', path: imagePath(name), sizeGiB: 10 }],
    vifs,
    autostart: answers.autostart ?? false,
    start: answers.start ?? true,
  };
}

/** CPUs of the whole host, not just dom0's. */
export const hostCpus = (facts: Facts): number => facts.xen.cpus ?? facts.cpu.count;

/** PVH is best for Linux, but needs hardware virtualisation. */
export const defaultKind = (facts: Facts): Guest['kind'] => (runsHardwareGuests(facts) === false ? 'pv' : 'pvh');

/** undefined: it could not be found out. */
export const runsHardwareGuests = (facts: Facts): boolean | undefined => facts.xen.virtCaps?.includes('hvm');

/** 1 GiB, or less where that is not free. */
function defaultMemory(facts: Facts): number {
  const free = facts.xen.freeMiB ?? 1024;
  return free >= 1100 ? 1024 : free >= 600 ? 512 : 256;
}

function freeName(around: Surroundings): string {
  const taken = takenNames(around);
  for (let number = 1; ; number += 1) if (!taken.has(`guest${number}`)) return `guest${number}`;
}

/** The bridge with the uplink in it, else any; none: the guest gets no network. */
export function defaultBridge(facts: Facts): readonly string[] {
  const bridges = facts.network.links.filter((link) => link.kind === 'bridge').map((link) => link.name);
  const best = bridges.find((name) => name === facts.network.uplink) ?? bridges.find((name) => name === 'xenbr0') ?? bridges[0];
  return best === undefined ? [] : [best];
}
