import { ArchxenError } from '../core/error.ts';
import type { Facts } from '../core/facts.ts';
import { freshDisk } from './disks/index.ts';
import type { GuestDisk } from './disks/schema.ts';
import { configPath, type Guest, type GuestDraft } from './guest.ts';
import { bestKind } from './kinds.ts';
import { macFor } from './mac.ts';
import { mostMiB } from './memory.ts';
import { completeSource, sourceFrom, sourceKinds } from './sources/index.ts';
import type { GuestSource, SourceAnswers } from './sources/schema.ts';
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
  const answered = sourceAnswersOf(answers, around);
  const kind = answers.kind ?? bestKind(sourceKinds(answered, around), around);
  const source = completeSource(answered, { name, kind, around });
  const vcpus = answers.vcpus ?? own?.vcpus ?? Math.min(2, hostCpus(facts));
  return {
    name,
    kind,
    source,
    memoryMiB: answers.memoryMiB ?? own?.memoryMiB ?? defaultMemory(facts, source, { kind, vcpus }),
    vcpus,
    disks: answers.disks ?? defaultDisks(answers, source, name, around),
    vifs,
    pci: answers.pci ?? [],
    vncPassword: answers.vncPassword ?? true,
    autostart: answers.autostart ?? false,
    start: answers.start ?? true,
  };
}

/** The source of the answers, or what `from` holds, or the kernel of this host. */
export const sourceAnswersOf = ({ source, from }: GuestDraft, around: Surroundings): SourceAnswers =>
  source ??
  (from === undefined ? undefined : sourceFrom(from, around)) ?? { kind: 'kernel', ...(from === undefined ? {} : { kernel: from }) };

/** The disk that `from` is, and a new one of the kind and size that were answered or that the system of the source needs. */
function defaultDisks({ from, diskGiB, diskKind }: GuestDraft, source: GuestSource, name: string, around: Surroundings): Guest['disks'] {
  const own = source.kind === 'disk' && from !== undefined ? [existingDisk(from, around)] : [];
  const size = diskGiB ?? (own.length > 0 ? 0 : source.kind === 'iso' || source.kind === 'cloud-image' ? 20 : 10);
  if (size === 0) return own;
  const disk = freshDisk(diskKind ?? 'sparse-file', name, size, around);
  if (typeof disk !== 'string') return [...own, disk];
  throw new ArchxenError('guest-invalid', `A disk of the kind ${diskKind} cannot be made: ${disk}.`, {
    hint: 'Choose another kind of disk.',
  });
}

function existingDisk(path: string, { media }: Surroundings): GuestDisk {
  const medium = media[path]?.medium;
  const format = medium?.kind === 'image' && (medium.format === 'qcow2' || medium.format === 'vhd') ? medium.format : 'raw';
  return { kind: 'existing', path, format };
}

/** CPUs of the whole host, not just dom0's. */
export const hostCpus = (facts: Facts): number => facts.xen.cpus ?? facts.cpu.count;

/** 1 GiB, an installer 2 GiB, Windows 4 GiB; or less where that is not free. */
function defaultMemory(facts: Facts, source: GuestSource, sized: Pick<Guest, 'kind' | 'vcpus'>): number {
  const most = mostMiB(sized, facts) ?? 1024;
  const wanted = source.kind !== 'iso' ? 1024 : source.windows ? 4096 : 2048;
  return [4096, 2048, 1024, 512].find((size) => size <= wanted && most >= size) ?? 256;
}

function freeName(around: Surroundings): string {
  const taken = takenNames(around);
  for (let number = 1; ; number += 1) if (!taken.has(`guest${number}`)) return `guest${number}`;
}

export const bridgesOf = ({ network }: Facts): readonly string[] =>
  network.links.filter((link) => link.kind === 'bridge').map((link) => link.name);

/** The bridge with the uplink in it, else any; none: the guest gets no network. */
export function defaultBridge(facts: Facts): readonly string[] {
  const bridges = bridgesOf(facts);
  const best = bridges.find((name) => name === facts.network.uplink) ?? bridges.find((name) => name === 'xenbr0') ?? bridges[0];
  return best === undefined ? [] : [best];
}
