import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { fail, initramfsLink, kernelLink, makeAgain, microcodeLink, optionsLink, xenGzLink } from '../chain-checks.ts';
import { rootLink } from '../root-device.ts';

/** A file by its path on the host (undefined: none is named, or it is out of reach), and the words after it. */
export interface Module {
  readonly path: string | undefined;
  readonly words: readonly string[];
}

/** What a loader hands to Xen by the multiboot protocol. */
export interface MultibootEntry {
  /** Prefix of the checks' ids: `boot.chain`. */
  readonly checks: string;
  readonly xen: Module;
  /** dom0's kernel, its initramfs, then microcode. */
  readonly modules: readonly Module[];
  readonly evidence: readonly string[];
}

/** The links from xen.gz to dom0's root. */
export function multibootLinks(facts: Facts, { checks, xen, modules, evidence }: MultibootEntry): readonly Check[] {
  const [kernel, initramfs, ...microcode] = modules;
  return [
    xenGzLink({ id: `${checks}.xen`, title: 'Xen' }, facts, xen.path),
    optionsLink({ id: `${checks}.options`, title: 'Xen options' }, xen.words.join(' '), evidence),
    kernelLink({ id: `${checks}.kernel`, title: 'dom0 kernel' }, facts, kernel?.path),
    firstModuleLink(facts, checks, initramfs?.path),
    ...microcode.map(({ path }) => microcodeLink({ id: `${checks}.microcode`, title: 'Microcode' }, facts, path)),
    rootLink({ id: `${checks}.root`, title: 'dom0 root' }, facts, kernel?.words ?? []),
  ];
}

/** Xen takes the first module after the kernel for the initramfs, whatever it is. */
function firstModuleLink(facts: Facts, checks: string, path: string | undefined): Check {
  const link = { id: `${checks}.initramfs`, title: 'dom0 initrd' };
  if (path === undefined || !/-ucode\.img$/.test(path)) return initramfsLink(link, facts, path);
  const reason = 'Xen takes the first module after the kernel for the initramfs, so dom0 would find no root.';
  return fail(link, { detail: `${path} is microcode`, reason, hint: makeAgain });
}
