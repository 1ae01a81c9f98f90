import type { Answers } from '../core/answers.ts';
import type { Facts } from '../core/facts.ts';
import { isNormalEntry } from '../xen/command-line.ts';
import { xenEntryTitle } from './words.ts';

/**
 * Why the normal entry would start something else than what runs, and was verified; undefined: it starts the same. What cannot
 * be found out keeps nobody from going on: only a difference that is seen counts.
 */
export function whyNotAsBooted(facts: Facts, { boot }: Pick<Answers, 'boot'>): string | undefined {
  if (boot.loader === 'none') return undefined;
  if (!isNormalEntry(facts)) return `This boot is one of a further entry, not of "${xenEntryTitle}", which would be the default.`;
  return otherKernel(facts, boot.kernel) ?? otherXen(facts);
}

function otherKernel({ kernels, os }: Facts, name: string): string | undefined {
  if (kernels.length === 0 || os.kernelRelease === '') return undefined;
  const kernel = kernels.find((each) => each.name === name);
  if (kernel?.release === os.kernelRelease) return undefined;
  if (kernel === undefined) return `The kernel ${name}, which would be booted, is not installed.`;
  return `Linux ${os.kernelRelease} runs, but ${kernel.release} is installed now, which never booted under Xen.`;
}

function otherXen({ pacman, xen }: Facts): string | undefined {
  const installed = pacman.installed['xen']?.replace(/^\d+:/, '');
  if (installed === undefined || xen.version === undefined) return undefined;
  if (installed.startsWith(xen.version) && !/^\d/.test(installed.slice(xen.version.length))) return undefined;
  return `Xen ${xen.version} runs, but ${installed} is installed now, which never booted here.`;
}
