import type { Question } from '../../src/core/question.ts';
import { completeGuest, defaultBridge, hostCpus, runsHardwareGuests } from '../../src/domu/defaults.ts';
import { type GuestDraft, guestNamePattern, imagePath } from '../../src/domu/guest.ts';
import type { Surroundings } from '../../src/domu/surroundings.ts';

/** What the wizard of a guest asks, in order, with the default that Enter takes: at most five, the rest is `advanced`. */
export function guestQuestions(around: Surroundings, answers: GuestDraft): readonly Question[] {
  const guest = completeGuest(answers, around);
  const { facts } = around;
  const free = facts.xen.freeMiB;
  const freeGiB = Math.floor((around.freeBytes[imagePath(guest.name)] ?? 0) / 2 ** 30);
  return [
    {
      kind: 'text',
      path: 'name',
      title: 'Name of the guest',
      help: 'The name that xl, the configuration /etc/xen/NAME.cfg and the disk get.\nLetters, digits, ".", "_" and "-".',
      pattern: guestNamePattern,
      example: 'web',
      value: guest.name,
    },
    {
      kind: 'text',
      path: 'source.kernel',
      title: 'Kernel',
      help: 'A file of dom0 that xl reads at each start of the guest: vmlinuz of a\ndistribution, or an ELF kernel. The kernel of this host is a good one.',
      pattern: '^/.+',
      example: '/boot/vmlinuz-linux',
      value: guest.source.kernel,
    },
    {
      kind: 'text',
      path: 'source.initramfs',
      title: 'Initramfs ("-" for none)',
      help: 'A file of dom0. One that mkinitcpio made for this host (autodetect) may lack\nthe drivers of a guest: xen-blkfront and xen-netfront.',
      pattern: '^(-|/.+)$',
      example: '/boot/initramfs-linux.img',
      value: guest.source.initramfs ?? '-',
    },
    {
      kind: 'number',
      path: 'memoryMiB',
      title: 'Memory',
      help: `What the guest gets from the memory that dom0 does not have.\n${free === undefined ? 'How much is free is not known.' : `Free now: ${free} MiB.`}`,
      minimum: 32,
      maximum: free ?? facts.memory.totalMiB,
      unit: 'MiB',
      value: guest.memoryMiB,
    },
    {
      kind: 'number',
      path: 'diskGiB',
      title: 'Disk (0 for none)',
      help: `A sparse file, ${imagePath(guest.name)}: it takes space only as the guest\nwrites. Free there now: ${freeGiB} GiB.`,
      minimum: 0,
      maximum: 65536,
      unit: 'GiB',
      value: guest.disks[0]?.sizeGiB ?? 0,
    },
    ...advanced(around, guest),
  ];
}

function advanced({ facts }: Surroundings, guest: ReturnType<typeof completeGuest>): readonly Question[] {
  const bridges = facts.network.links.filter((link) => link.kind === 'bridge').map((link) => link.name);
  return [
    {
      kind: 'select',
      path: 'kind',
      title: 'Kind of guest',
      help: 'PVH is the best kind for Linux. PV needs no VT-x or AMD-V.',
      advanced: true,
      options: [
        {
          label: 'PVH',
          detail: 'lean and isolated by the CPU',
          value: 'pvh',
          unavailable: runsHardwareGuests(facts) === false ? 'the host has no VT-x or AMD-V, or it is off in the firmware' : undefined,
        },
        { label: 'PV', detail: 'without hardware virtualisation', value: 'pv' },
      ],
      value: guest.kind,
    },
    {
      kind: 'number',
      path: 'vcpus',
      title: 'vCPUs',
      help: 'Virtual CPUs. More than the host has make the guest slower.',
      advanced: true,
      minimum: 1,
      maximum: hostCpus(facts),
      unit: 'vCPUs',
      value: guest.vcpus,
    },
    {
      kind: 'select',
      path: 'bridge',
      title: 'Network',
      help: 'The bridge that the guest is plugged into, like a cable.',
      advanced: true,
      options: [...bridges.map((name) => ({ label: name, value: name })), { label: 'none', value: '' }],
      value: guest.vifs[0]?.bridge ?? defaultBridge(facts)[0] ?? '',
    },
    {
      kind: 'text',
      path: 'source.extra',
      title: 'Kernel command line',
      help: 'console=hvc0 shows the boot on the console of the guest.',
      advanced: true,
      pattern: '^[\\x20-\\x7e]*$',
      example: 'root=/dev/xvda1 rw console=hvc0',
      value: guest.source.extra,
    },
    {
      kind: 'confirm',
      path: 'autostart',
      title: 'Start it when the host boots?',
      help: 'Links the configuration into /etc/xen/auto, where xendomains finds it.',
      advanced: true,
      value: guest.autostart,
    },
  ];
}
