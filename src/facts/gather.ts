import { dirname } from 'node:path/posix';
import type { Facts, SelfFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import { bootFacts } from './boot.ts';
import { readConflicts } from './conflicts.ts';
import { readCpu } from './cpu.ts';
import { readDevices } from './devices.ts';
import { withDigests } from './digests.ts';
import { readDisk } from './disk.ts';
import { type BootVariables, readEfiVariables } from './efi-variables.ts';
import { readEsp } from './esp.ts';
import { readFiles } from './files.ts';
import { readFirmware } from './firmware.ts';
import { readGrubenvHeader } from './grubenv.ts';
import { readHardware } from './hardware.ts';
import { readIommu } from './iommu.ts';
import { readKernels } from './kernels.ts';
import { readMemory } from './memory.ts';
import { readMounts } from './mounts.ts';
import { readNetwork } from './network.ts';
import { makeNotes, type Notes } from './notes.ts';
import * as nothing from './nothing.ts';
import { readOs } from './os.ts';
import { readWantedBases } from './package-bases.ts';
import { readPackages, readPacman } from './pacman.ts';
import { messageOf } from './reading.ts';
import { type Environment, readSession, withInterface } from './session.ts';
import { readSyslinux } from './syslinux.ts';
import { readUnits } from './units.ts';
import { readAccounts, readBuilders } from './users.ts';
import { readXen } from './xen.ts';

export interface GatherOptions {
  readonly self: SelfFacts;
  /** Of this process; when not given, what /proc/self/environ of that host says. */
  readonly environment?: Environment | undefined;
  /** Called when a topic has been read. */
  readonly onTopic?: ((topic: Topic) => void) | undefined;
  /** Look up package bases too: needs git and the network, and writes clones into `directory`. */
  /** `boot`: only what the boot entries are made and judged by; the other topics are empty. Default: `all`. */
  readonly scope?: 'all' | 'boot' | undefined;
  /** Read the disks' names too (default: yes). */
  readonly disks?: boolean | undefined;
  readonly bases?:
    | { readonly url: string; readonly branch: string; readonly packages: readonly string[]; readonly directory: string }
    | undefined;
}

export type Topic = Exclude<keyof Facts, 'v' | 'notes' | 'archxen'>;

/** Everything about the host. A reader that fails leaves a note and what is empty of its kind; it never ends the whole. */
export async function gatherFacts(system: System, options: GatherOptions): Promise<Facts> {
  const notes = makeNotes();
  const guarded = makeGuard(notes);
  const topic: TopicReader = (name, read, otherwise) => guarded(name, read, otherwise).finally(() => options.onTopic?.(name));
  const { environment, bases: wanted } = options;
  const boots = options.scope === 'boot';
  const wide: TopicReader = boots ? async (_name, _read, otherwise) => otherwise : topic;

  const accounts = boots ? [] : guarded('builders', () => readAccounts(system, notes), []);
  const os = topic('os', () => readOs(system, notes), nothing.os);
  const units = wide('units', () => readUnits(system, notes), {});
  const mounts = guarded('boot', () => readMounts(system, notes), []);
  const devices = guarded('boot.devices', () => readDevices(system, notes), []);
  const firmware = topic('firmware', async () => readFirmware(system, await mounts), nothing.firmware);
  const variables = guarded<BootVariables>('boot.efi', () => readEfiVariables(system), nothing.boot.efi);
  const session = wide('session', async () => readSession(system, await accounts, environment), nothing.session);
  const xen = topic('xen', async () => readXen(system, notes, await units), { running: false, dom0: false, guest: false });
  const esp = guarded(
    'boot.esp',
    async () =>
      (await firmware).type === 'uefi'
        ? readEsp(system, { mounts: await mounts, devices: await devices, bootedFrom: (await variables).espPartuuid })
        : undefined,
    undefined,
  );
  const syslinux = guarded('boot.syslinux', async () => readSyslinux(system, await mounts, await devices), undefined);
  const grubenvList = guarded('boot.grubenv', async () => readGrubenvHeader(system, notes, await mounts), undefined);
  const kernels = topic('kernels', async () => readKernels(system, notes, (await os).kernelRelease, (await esp)?.mount), []);
  const pacman = topic(
    'pacman',
    async () =>
      boots
        ? readPackages(system, notes)
        : readPacman(system, notes, (await os).kernelRelease, wanted && { databases: `${dirname(wanted.directory)}/sync` }),
    nothing.pacman,
  );
  const files = topic('files', () => readFiles(system, notes), {});
  const network = wide('network', async () => readNetwork(system, notes, await units), nothing.network);
  const bases = topic('bases', async () => (wanted === undefined ? {} : readWantedBases(system, notes, wanted)), {});
  const boot = topic(
    'boot',
    async () => {
      const { espPartuuid: _, ...efi } = await variables;
      const clues = { uefi: (await firmware).type === 'uefi', esp: await esp, efi, mounts: await mounts, devices: await devices };
      return bootFacts(
        {
          ...clues,
          files: await files,
          kernels: await kernels,
          os: await os,
          packages: (await pacman).installed,
          syslinux: await syslinux,
          grubenvList: await grubenvList,
        },
        notes,
      );
    },
    nothing.boot,
  );
  const rest = {
    cpu: wide('cpu', async () => readCpu(system, notes, await xen), nothing.cpu),
    iommu: wide('iommu', async () => readIommu(system, notes, (await xen).running), nothing.iommu),
    memory: wide('memory', async () => readMemory(system, notes, await xen), { totalMiB: 0, availableMiB: 0 }),
    hardware: wide('hardware', () => readHardware(system, notes, { disks: options.disks ?? true }), { disks: [] }),
    conflicts: wide('conflicts', () => readConflicts(system, notes), { modules: [] }),
    builders: wide('builders', async () => readBuilders(system, notes, await accounts, (await session).invokedBy), []),
    disk: wide('disk', () => readDisk(system), {}),
  };
  const facts = {
    v: 1 as const,
    os: await os,
    cpu: await rest.cpu,
    iommu: await rest.iommu,
    firmware: await firmware,
    hardware: await rest.hardware,
    memory: await rest.memory,
    boot: await boot,
    kernels: await kernels,
    network: { ...(await network), online: online(await bases) },
    session: withInterface(await session, (await network).links),
    conflicts: await rest.conflicts,
    pacman: await pacman,
    bases: await bases,
    builders: await rest.builders,
    disk: await rest.disk,
    units: await units,
    xen: await xen,
    files: await withDigests(system, notes, await files, { boot: await boot, kernels: await kernels }),
    archxen: options.self,
  };
  return { ...facts, notes: notes.all() };
}

/** One base that came is proof of a network; none of several asked for is the lack of it. */
const online = (bases: Facts['bases']): boolean | undefined => {
  const found = Object.values(bases);
  return found.length === 0 ? undefined : found.some((base) => base !== undefined);
};

type Reader = <T>(fact: string, read: () => Promise<T>, otherwise: T) => Promise<T>;
type TopicReader = <T>(topic: Topic, read: () => Promise<T>, otherwise: T) => Promise<T>;

const makeGuard =
  (notes: Notes): Reader =>
  async (fact, read, otherwise) => {
    try {
      return await read();
    } catch (error) {
      notes.add(fact, messageOf(error));
      return otherwise;
    }
  };
