import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { dom0KernelLine, xenOptions } from '../xen/command-line.ts';
import { isRefusal, type Refusal } from './boot-loader.ts';
import { chosenKernel } from './dom0-kernel.ts';
import { xenEntryTitle } from './words.ts';

/** What an entry for Xen boots, in the host's own paths. A boot loader writes it in its own words. */
export interface XenEntry {
  /** File name without its ending, id in the menu, and name of its section in xen.cfg. */
  readonly name: 'archxen-xen' | 'archxen-rescue' | 'archxen-previous';
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
  return [normal];
}
