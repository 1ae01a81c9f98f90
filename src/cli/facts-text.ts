import type { CpuFacts, Facts, KernelFacts } from '../core/facts.ts';
import { networkLines, sessionLines } from './facts-text-network.ts';

type Row = readonly [label: string, lines: readonly (string | undefined)[]];

/** What `archxen facts` prints: one topic a row, further lines below it, and at the end what could not be found out. */
export function factsText(facts: Facts): string {
  const rows: readonly Row[] = [
    ['Host', [listing([facts.os.hostname, facts.os.name, facts.os.machine])]],
    ['Hardware', [listing([[facts.hardware.vendor, facts.hardware.product].filter(Boolean).join(' '), virtual(facts)]), ...disks(facts)]],
    ['Running', [`Linux ${facts.os.kernelRelease}, up ${duration(facts.os.uptimeSeconds)}`, facts.os.commandLine.join(' ')]],
    ['Xen', xenLines(facts)],
    ['CPU', [`${facts.cpu.model}, ${count(facts.cpu.count, 'CPU')}`, virtualisation(facts.cpu)]],
    ['IOMMU', [iommu(facts), ...iommuGroups(facts)]],
    ['Memory', [`${gibibytes(facts.memory.totalMiB)}, ${gibibytes(facts.memory.availableMiB)} available`]],
    ['Firmware', [firmware(facts)]],
    ['Boot loader', loaderLines(facts)],
    ['ESP', [esp(facts)]],
    ['Root', [facts.boot.rootFs && `${facts.boot.rootFs.fstype} on ${facts.boot.rootFs.device}`]],
    ['Kernels', facts.kernels.map(kernel)],
    ['Network', networkLines(facts.network)],
    ['Session', sessionLines(facts.session)],
    ['pacman', pacmanLines(facts)],
    ['Build', [builders(facts), buildSpace(facts)]],
    ['Hypervisors', otherHypervisors(facts)],
    [
      'AUR',
      Object.values(facts.bases).flatMap((base) =>
        base === undefined ? [] : [`${base.base} ${base.version}, commit ${base.commit.slice(0, 12)}`],
      ),
    ],
  ];
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  const lines = rows.flatMap(([label, texts]) =>
    texts.filter((text) => text !== undefined && text !== '').map((text, index) => `${(index === 0 ? label : '').padEnd(width)}${text}`),
  );
  const unknown = facts.notes.map(({ fact, reason }) => `  ${fact}: ${reason}`);
  return `${[...lines, ...(unknown.length === 0 ? [] : ['', 'Could not be found out:', ...unknown])].join('\n')}\n`;
}

const listing = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join(', ');
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
const gibibytes = (mib: number): string => (mib < 1024 ? `${mib} MiB` : `${(mib / 1024).toFixed(1)} GiB`);

function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} days`;
}

const virtual = ({ hardware }: Facts): string | undefined =>
  hardware.virtual === undefined || hardware.virtual === 'none' ? undefined : `a virtual machine or container (${hardware.virtual})`;

const disks = ({ hardware }: Facts): readonly string[] =>
  hardware.disks.map(({ name, model, bytes }) => `${[name, model].filter(Boolean).join(' ')}, ${gibibytes(Math.round(bytes / 2 ** 20))}`);

const words: Readonly<Record<CpuFacts['virtualisation'], string>> = {
  vmx: 'VT-x (vmx)',
  svm: 'AMD-V (svm)',
  'off-in-firmware': 'hardware virtualisation is switched off in the firmware',
  none: 'no hardware virtualisation: only PV guests can run',
  hidden: 'hardware virtualisation not known: Xen hides it from dom0',
};

const virtualisation = ({ virtualisation: kind, evidence }: CpuFacts): string => `${words[kind]}, by ${evidence}`;

function iommu({ iommu: { table, active, groups } }: Facts): string {
  if (table === 'none') return 'none (no ACPI table DMAR or IVRS)';
  const used = active.length === 0 ? undefined : `in use by Linux: ${active.join(' ')}`;
  return listing([`${table === 'IVRS' ? 'AMD-Vi' : 'VT-d'} (ACPI table ${table})`, used, groups ? count(groups, 'group') : undefined]);
}

/** `group 12: 0000:03:00.0 0000:03:00.1`: all of a group goes to one guest. */
function iommuGroups({ iommu: { groupOf = {} } }: Facts): readonly string[] {
  const groups = Map.groupBy(Object.keys(groupOf).toSorted(), (address) => groupOf[address] ?? 0);
  return [...groups].toSorted(([a], [b]) => a - b).map(([group, addresses]) => `group ${group}: ${addresses.join(' ')}`);
}

function firmware({ firmware: { type, bits, secureBoot, variablesWritable } }: Facts): string {
  if (type === 'bios') return 'BIOS';
  const secure = { on: 'Secure Boot on', off: 'Secure Boot off', setup: 'Secure Boot in setup mode', unsupported: 'no Secure Boot' }[
    secureBoot
  ];
  return listing([
    bits === undefined ? 'UEFI' : `UEFI (${bits} bit)`,
    secure,
    variablesWritable ? undefined : 'its variables cannot be written',
  ]);
}

function xenLines({ xen, units }: Facts): readonly string[] {
  if (!xen.running) return ['not running'];
  if (xen.guest) return ['this is a guest of Xen, not dom0'];
  const domains = xen.domains?.map(
    ({ name, id, memoryMiB, vcpus, state }) => `${name} (${id}), ${memoryMiB} MiB, ${count(vcpus, 'vCPU')}, ${state}`,
  );
  return [
    listing([`Xen ${xen.version ?? ''}`.trim(), 'this is dom0', xen.freeMiB === undefined ? undefined : `${gibibytes(xen.freeMiB)} free`]),
    ...(xen.commandLine === undefined ? [] : [xen.commandLine]),
    ...(domains ?? [`xl list: ${xen.listError ?? `not run (xenstored is ${units['xenstored.service']?.active ?? 'unknown'})`}`]),
  ];
}

function loaderLines({ boot: { loaders, grubenv } }: Facts): readonly string[] {
  return [
    ...loaders.flatMap(({ id, version, booted, evidence }) => [
      listing([[id, version].filter(Boolean).join(' '), booted ? 'started this system' : 'installed']),
      ...evidence.map((line) => `  by ${line}`),
    ]),
    ...(grubenv === undefined
      ? []
      : [`GRUB ${grubenv.writableAtBoot ? 'can' : 'cannot'} write its environment at boot: ${grubenv.reason}`]),
  ];
}

const esp = ({ boot: { esp: found } }: Facts): string | undefined =>
  found &&
  `${found.mount} on ${found.device} (${found.fstype}), ${found.freeMiB} of ${found.totalMiB} MiB free${found.writable ? '' : ', mounted read-only'}`;

function kernel({ name, release, image, config, configSource, running }: KernelFacts): string {
  const dom0 =
    config === undefined
      ? 'configuration not known'
      : config['CONFIG_XEN_DOM0'] === 'y'
        ? 'can be dom0'
        : 'cannot be dom0 (no CONFIG_XEN_DOM0)';
  const source = configSource === undefined ? '' : `, by ${configSource}`;
  return listing([`${name} ${release}`, running ? 'running' : undefined, image ?? 'no image found', `${dom0}${source}`]);
}

function pacmanLines({ pacman }: Facts): readonly (string | undefined)[] {
  return [
    listing([
      count(Object.keys(pacman.installed).length, 'package'),
      `multilib ${pacman.multilib ? 'on' : 'off'}`,
      pacman.locked ? 'locked (/var/lib/pacman/db.lck)' : undefined,
      pacman.pendingUpgrades.length === 0 ? undefined : `${count(pacman.pendingUpgrades.length, 'upgrade')} waiting`,
    ]),
    pacman.runningKernelInstalled ? undefined : 'the running kernel is not installed any more: reboot first',
  ];
}

const builders = ({ builders: users }: Facts): string =>
  users.length === 0
    ? 'no user that could build packages'
    : `as ${users[0]?.user}${
        users.length > 1
          ? ` (or ${users
              .slice(1)
              .map(({ user }) => user)
              .join(', ')})`
          : ''
      }`;

const buildSpace = ({ disk }: Facts): string | undefined =>
  disk.buildFreeMiB === undefined ? undefined : `${gibibytes(disk.buildFreeMiB)} free for it, ${gibibytes(disk.bootFreeMiB ?? 0)} in /boot`;

function otherHypervisors({ conflicts }: Facts): readonly string[] {
  const modules = conflicts.modules.map(({ name, users }) => (users === 0 ? name : `${name} (used by ${users})`));
  const fstab =
    conflicts.fstabXenfs === undefined ? [] : [`/etc/fstab mounts xenfs: ${conflicts.fstabXenfs.trim().replaceAll(/\s+/g, ' ')}`];
  return [...(modules.length === 0 ? [] : [`kernel modules: ${modules.join(', ')}`]), ...fstab];
}
