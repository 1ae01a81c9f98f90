import type { Check, CheckState } from '../core/check.ts';
import type { Facts, FileFacts } from '../core/facts.ts';
import { lintXenOptions } from '../xen/options-lint.ts';
import { commandLineWords, lastValue } from '../xen/words.ts';
import { hostFile } from './host-files.ts';

/** The hint for what archxen itself wrote. */
export const makeAgain = 'Write the entry anew: archxen refresh';

/** A check's id and subject; the finding comes from the link itself. */
export interface Link {
  readonly id: string;
  readonly title: string;
}

interface Finding {
  readonly detail: string;
  readonly reason?: string | undefined;
  readonly hint?: string | undefined;
  readonly evidence?: readonly string[] | undefined;
}

const check =
  (state: CheckState) =>
  (link: Link, finding: Finding): Check => ({ ...link, state, ...finding });

export const pass = check('pass');
export const warn = check('warn');
export const fail = check('fail');
export const unknown = check('unknown');

interface Wanted {
  readonly magics: readonly NonNullable<FileFacts['magic']>[];
  /** In words: `a Linux kernel (bzImage)`. */
  readonly as: string;
  readonly minimumBytes: number;
  readonly hint: string;
}

const mebibytes = (bytes: number): string => (bytes >= 1048576 ? `${(bytes / 1048576).toFixed(1)} MiB` : `${bytes} bytes`);

/** Is the file there, of a sane size, and what its first bytes must say? */
export function fileLink(link: Link, facts: Facts, path: string | undefined, wanted: Wanted): Check {
  if (path === undefined)
    return fail(link, { detail: `no ${link.title} is named`, reason: 'The entry cannot boot without it.', hint: wanted.hint });
  const file = hostFile(facts, path);
  const evidence = [path];
  if (file === undefined || file.type !== 'file') {
    return fail(link, { detail: `${path} is missing`, reason: 'The boot would stop there.', hint: wanted.hint, evidence });
  }
  if (file.size < wanted.minimumBytes) {
    const reason = 'A write was cut off, perhaps because the volume is full.';
    return fail(link, { detail: `${path} has only ${file.size} bytes`, reason, hint: wanted.hint, evidence });
  }
  if (file.magic === undefined) {
    return unknown(link, { detail: `${path}, ${mebibytes(file.size)}`, reason: 'Its first bytes could not be read.', evidence });
  }
  if (!wanted.magics.includes(file.magic)) {
    return fail(link, { detail: `${path} is not ${wanted.as}`, reason: notThis(file.magic), hint: wanted.hint, evidence });
  }
  return pass(link, { detail: `${path}, ${mebibytes(file.size)}`, evidence });
}

function notThis(magic: NonNullable<FileFacts['magic']>): string {
  if (magic === 'pe') return 'It is an EFI program, for example a unified kernel image, which Xen cannot boot.';
  if (magic === 'zero') return 'It holds zeros only, as after a power cut while it was written.';
  return `Its first bytes say ${magic === 'other' ? 'something else' : magic}.`;
}

const archives = ['gzip', 'zstd', 'xz', 'lz4', 'cpio'] as const;

export const xenEfiLink = (link: Link, facts: Facts, path: string): Check =>
  fileLink(link, facts, path, { magics: ['pe'], as: 'an EFI program', minimumBytes: 100_000, hint: 'Install the package xen again.' });

export const xenGzLink = (link: Link, facts: Facts, path: string | undefined): Check =>
  fileLink(link, facts, path, {
    magics: ['gzip', 'elf'],
    as: 'the Xen hypervisor',
    minimumBytes: 100_000,
    hint: 'Install the package xen again.',
  });

export const kernelLink = (link: Link, facts: Facts, path: string | undefined): Check =>
  fileLink(link, facts, path, {
    magics: ['bzimage'],
    as: 'a Linux kernel (bzImage)',
    minimumBytes: 1_000_000,
    hint: 'Install the kernel package again, for example: pacman -S linux',
  });

export const initramfsLink = (link: Link, facts: Facts, path: string | undefined): Check =>
  fileLink(link, facts, path, { magics: archives, as: 'an initramfs', minimumBytes: 100_000, hint: 'Make it again: mkinitcpio -P' });

export const microcodeLink = (link: Link, facts: Facts, path: string | undefined): Check =>
  fileLink(link, facts, path, { magics: ['cpio'], as: 'a microcode image', minimumBytes: 1, hint: 'Install the microcode package again.' });

const isMicrocode = (name: string): boolean => /-ucode\.img$/.test(name);

export const initrdIds = (name: string): Link =>
  isMicrocode(name) ? { id: 'boot.fallback.microcode', title: 'Microcode' } : { id: 'boot.fallback.initramfs', title: 'Linux initrd' };

/** What a Linux entry loads beside its kernel: the initramfs, or microcode in an image of its own. */
export const initrdLink = (facts: Facts, name: string, path: string | undefined): Check =>
  (isMicrocode(name) ? microcodeLink : initramfsLink)(initrdIds(name), facts, path);

/** An image of a unified kernel, as the fallback may be one. */
export const unifiedKernelLink = (link: Link, facts: Facts, path: string): Check =>
  fileLink(link, facts, path, {
    magics: ['pe'],
    as: 'a unified kernel image',
    minimumBytes: 1_000_000,
    hint: 'Make it again: mkinitcpio -P',
  });

/** Xen's options: no trap, and a fixed dom0_mem; only the rescue entry has none. */
export function optionsLink(link: Link, xenLine: string, evidence: readonly string[]): Check {
  const lints = lintXenOptions(xenLine, link.id.startsWith('boot.rescue.') ? 'unlimited' : 'limited');
  const worst = lints.find((lint) => lint.state === 'fail') ?? lints[0];
  const memory = lastValue(commandLineWords(xenLine), 'dom0_mem');
  if (worst === undefined) return pass(link, { detail: memory === undefined ? 'dom0 is not limited' : `dom0_mem=${memory}`, evidence });
  return (worst.state === 'fail' ? fail : warn)(link, { detail: worst.word, reason: worst.reason, hint: worst.hint, evidence });
}

/**
 * The checks of an entry that the next start does not need (rescue, previous): what would fail there is a warning, so that
 * it keeps nobody from a restart.
 */
export const lesserLinks = (checks: readonly Check[]): readonly Check[] =>
  checks.map((each) => (each.state === 'fail' ? { ...each, state: 'warn' } : each));
