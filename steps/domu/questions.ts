import type { Option, Question } from '../../src/core/question.ts';
import { bridgesOf, completeGuest, defaultBridge, hostCpus, sourceAnswersOf } from '../../src/domu/defaults.ts';
import { diskTarget, freshDisk, isFile, newDisks } from '../../src/domu/disks/index.ts';
import type { NewDiskKind } from '../../src/domu/disks/schema.ts';
import { type Guest, type GuestDraft, guestNamePattern, imagePath } from '../../src/domu/guest.ts';
import { kinds } from '../../src/domu/kinds.ts';
import { describeMedium } from '../../src/domu/media/words.ts';
import { mostMiB } from '../../src/domu/memory.ts';
import { pathPattern, plainPathPattern } from '../../src/domu/patterns.ts';
import { sourceKinds } from '../../src/domu/sources/index.ts';
import type { Surroundings } from '../../src/domu/surroundings.ts';

/** What the wizard of a guest asks, in order, with the default that Enter takes: at most five, the rest is `advanced`. */
export function guestQuestions(around: Surroundings, answers: GuestDraft): readonly Question[] {
  const guest = completeGuest(answers, around);
  const diskKind = answers.diskKind ?? 'sparse-file';
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
      path: 'from',
      title: 'Made from',
      help: `The path of an ISO, a cloud image, a disk with a system on it, a kernel,
or a directory that pacstrap filled. Its content says which it is:
Arch, Debian, Fedora and Alpine are installed as PVH where their ISO
allows it, Windows and others as HVM.
Without an ISO the kernel of this host is a quick try.`,
      pattern: plainPathPattern,
      example: '/var/lib/xen/images/archlinux-x86_64.iso',
      value: answers.from ?? defaultFrom(around, guest),
    },
    kindQuestion(around, answers, guest),
    memoryQuestion(around, guest),
    diskQuestion(around, guest, diskKind),
    ...advanced(around, guest, diskKind),
  ];
}

/** The newest medium that was found, else the kernel of this host. */
const defaultFrom = ({ found, facts }: Surroundings, { source }: Guest): string =>
  found[0] ?? (source.kind === 'kernel' ? source.kernel : (facts.kernels[0]?.image ?? '/boot/vmlinuz-linux'));

function kindQuestion(around: Surroundings, answers: GuestDraft, guest: Guest): Question {
  const source = sourceAnswersOf(answers, around);
  const suited = sourceKinds(source, around);
  const medium = answers.from === undefined ? undefined : describeMedium(around.media[answers.from]?.medium);
  return {
    kind: 'select',
    path: 'kind',
    title: medium === undefined ? 'Kind of guest' : `${medium}: kind of guest`,
    help: 'PVH is the best kind for Linux. PV needs no VT-x or AMD-V. HVM is a whole\ncomputer with a BIOS or UEFI, for any system; its screen is reached by VNC.',
    options: suited.map((id): Option => {
      const { label, detail, lacks } = kinds[id];
      return { label, detail, value: id, unavailable: lacks(around)?.reason };
    }),
    value: guest.kind,
  };
}

function memoryQuestion({ facts }: Surroundings, guest: Guest): Question {
  const free = facts.xen.freeMiB;
  return {
    kind: 'number',
    path: 'memoryMiB',
    title: 'Memory',
    help: `What the guest gets from the memory that dom0 does not have.\n${free === undefined ? 'How much is free is not known.' : `Free now: ${free} MiB, of which a guest needs some beside its memory.`}`,
    minimum: 32,
    maximum: Math.max(32, mostMiB(guest, facts) ?? facts.memory.totalMiB),
    unit: 'MiB',
    value: guest.memoryMiB,
  };
}

/** Names the kind that was chosen: it is among the other values, and this prompt comes last. */
function diskQuestion(around: Surroundings, { name, disks }: Guest, kind: NewDiskKind): Question {
  const made = newDisks.find(({ id }) => id === kind);
  const disk = freshDisk(kind, name, 1, around);
  const freeBytes = around.freeBytes[imagePath(name)] ?? around.freeBytes[imagePath('new')];
  const where = typeof disk === 'string' ? `${disk}.` : `${diskTarget(disk)}.`;
  const free =
    typeof disk !== 'string' && isFile(disk) && freeBytes !== undefined ? `\nFree there now: ${Math.floor(freeBytes / 2 ** 30)} GiB.` : '';
  const size = disks.find((each) => 'sizeGiB' in each)?.sizeGiB ?? 0;
  return {
    kind: 'number',
    path: 'diskGiB',
    title: `${disks.some((each) => each.kind === 'existing') ? 'Further disk' : 'Disk'}: ${made?.label}, 0 for none`,
    help: `${where}\n${made?.detail}.${free}\nOther kinds of disks are among the other values.`,
    minimum: 0,
    maximum: 65536,
    unit: 'GiB',
    value: size,
  };
}

function advanced(around: Surroundings, guest: Guest, diskKind: NewDiskKind): readonly Question[] {
  const { facts } = around;
  const bridges = bridgesOf(facts);
  const asKernel = guest.source.kind === 'kernel' ? guest.source : undefined;
  return [
    {
      kind: 'select',
      path: 'diskKind',
      title: 'Kind of disk',
      help: 'What the disk is on the side of dom0. A file is the simplest; a volume of\nLVM is the fastest.',
      advanced: true,
      options: newDisks.map(({ id, label, detail }) => ({
        label,
        detail,
        value: id,
        unavailable: whyNoDisk(id as NewDiskKind, guest, around),
      })),
      value: diskKind,
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
    ...(asKernel === undefined ? [] : kernelQuestions(asKernel)),
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

function whyNoDisk(kind: NewDiskKind, { name }: Guest, around: Surroundings): string | undefined {
  const disk = freshDisk(kind, name, 1, around);
  return typeof disk === 'string' ? disk : undefined;
}

const kernelQuestions = ({ initramfs, extra }: { readonly initramfs: string | null; readonly extra: string }): readonly Question[] => [
  {
    kind: 'text',
    path: 'source.initramfs',
    title: 'Initramfs ("-" for none)',
    help: 'A file of dom0. One that mkinitcpio made for this host (autodetect) may lack\nthe drivers of a guest: xen-blkfront and xen-netfront.',
    advanced: true,
    pattern: `^-$|${pathPattern}`,
    example: '/boot/initramfs-linux.img',
    value: initramfs ?? '-',
  },
  {
    kind: 'text',
    path: 'source.extra',
    title: 'Kernel command line',
    help: 'console=hvc0 shows the boot on the console of the guest.',
    advanced: true,
    pattern: '^[\\x20-\\x7e]*$',
    example: 'root=/dev/xvda1 rw console=hvc0',
    value: extra,
  },
];
