import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { dom0KernelLine, dom0RescueLine, xenOptions, xenRescueOptions } from '../xen/command-line.ts';
import { isRefusal, type Refusal } from './boot-loader.ts';
import { chosenKernel } from './dom0-kernel.ts';
import { previousSet } from './previous-set.ts';
import { previousEntryTitle, rescueEntryTitle, xenEntryTitle } from './words.ts';

/** What an entry for Xen boots, in the host's own paths. A boot loader writes it in its own words. */
export interface XenEntry {
  /** File name without its ending, id in the menu, and name of its section in xen.cfg. */
  readonly name: XenEntryName;
  readonly title: string;
  /** Its checks are `<checks>.entry`, `<checks>.kernel` and so on. */
  readonly checks: 'boot.chain' | 'boot.rescue' | 'boot.previous';
  /** Xen itself: as an EFI program, and for loaders that speak multiboot2. */
  readonly xen: { readonly efi: string; readonly gz: string };
  readonly kernel: string;
  readonly initramfs: string;
  /** Xen's command line. */
  readonly xenLine: string;
  /** The command line of dom0's kernel. */
  readonly kernelLine: string;
}

/** All that archxen ever writes, the one that is tried first comes first. */
export const xenEntryNames = ['archxen-xen', 'archxen-rescue', 'archxen-previous'] as const;
export type XenEntryName = (typeof xenEntryNames)[number];

/** With Secure Boot on the firmware starts only the unified image, which is that of the normal entry. */
const startsFiles = (facts: Facts): boolean => facts.firmware.secureBoot !== 'on';

/** Which of them this host shall have, and how their checks are called. */
export const wantedEntries = (facts: Facts, answers: Answers): readonly Pick<XenEntry, 'name' | 'checks'>[] => [
  { name: 'archxen-xen', checks: 'boot.chain' },
  ...(answers.boot.rescue && startsFiles(facts) ? [{ name: 'archxen-rescue', checks: 'boot.rescue' } as const] : []),
  ...(previousSet(facts) === undefined || !startsFiles(facts) ? [] : [{ name: 'archxen-previous', checks: 'boot.previous' } as const]),
];

/** The entries for Xen on this host: the one that is tried first comes first. */
export function xenEntries(facts: Facts, answers: Answers, xen: XenEntry['xen']): readonly [XenEntry, ...XenEntry[]] | Refusal {
  const kernel = chosenKernel(facts, answers);
  if (isRefusal(kernel)) return kernel;
  const normal: XenEntry = {
    name: 'archxen-xen',
    title: xenEntryTitle,
    checks: 'boot.chain',
    xen,
    kernel: kernel.image,
    initramfs: kernel.initramfs,
    xenLine: xenOptions(facts, answers),
    kernelLine: dom0KernelLine(facts, answers),
  };
  return [normal, ...rescueEntry(facts, answers, normal), ...previousEntry(facts)];
}

/** The same files with all that helps to see why they do not boot. */
function rescueEntry(facts: Facts, answers: Answers, normal: XenEntry): readonly XenEntry[] {
  if (!answers.boot.rescue || !startsFiles(facts)) return [];
  return [
    {
      ...normal,
      name: 'archxen-rescue',
      title: rescueEntryTitle,
      checks: 'boot.rescue',
      xenLine: xenRescueOptions(facts, answers),
      kernelLine: dom0RescueLine(facts, answers),
    },
  ];
}

/** The files that last verified green, with the command lines that they were verified with. */
function previousEntry(facts: Facts): readonly XenEntry[] {
  const kept = previousSet(facts);
  if (kept === undefined || !startsFiles(facts)) return [];
  const { files, xenLine, kernelLine } = kept;
  return [
    {
      name: 'archxen-previous',
      title: previousEntryTitle,
      checks: 'boot.previous',
      xen: { efi: files.xen.path, gz: files.xen.path },
      kernel: files.kernel.path,
      initramfs: files.initramfs.path,
      xenLine,
      kernelLine,
    },
  ];
}

/** Ids of changes: those of the entry that is tried first have no further name. */
export const changeId = (base: string, { name }: Pick<XenEntry, 'name'>): string => (name === 'archxen-xen' ? base : `${base}.${name}`);
