import { basename } from 'node:path/posix';
import type { FileChange } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import type { Refusal } from '../boot-loader.ts';
import { fail, pass, unknown } from '../chain-checks.ts';
import { hostFile, pathBelow } from '../host-files.ts';
import type { XenEntry } from '../xen-entries.ts';
import { espMount } from './esp.ts';

/** Where files are copied to that xen.efi could not read where they are. */
export const copyFolder = (facts: Facts): string => `${espMount(facts)}/archxen`;

/** Where xen.efi finds a file: at its own place when that is on the ESP, else as a copy. */
export const placeOnEsp = (facts: Facts, path: string): string =>
  pathBelow(espMount(facts), path) === undefined ? `${copyFolder(facts)}/${basename(path)}` : path;

/** Free MiB that a copy leaves on the ESP. */
const spareMiB = 4;

/** Where kernels and initramfs would be copied to: those of every kernel, as another may be chosen. */
export const copyPaths = (facts: Facts): readonly string[] =>
  facts.kernels
    .flatMap(({ image, initramfs }) => [image, initramfs])
    .flatMap((path) => (path === undefined ? [] : [placeOnEsp(facts, path)]));

/** The copies that an entry needs and that are not there or not current; those of another kernel go. Or why there can be none. */
export function copyChanges(facts: Facts, { kernel, initramfs }: Pick<XenEntry, 'kernel' | 'initramfs'>): readonly FileChange[] | Refusal {
  const sources = [kernel, initramfs].filter((path) => placeOnEsp(facts, path) !== path);
  const unread = sources.find((path) => facts.files[path]?.sha256 === undefined);
  if (unread !== undefined) {
    return {
      refused: `${unread} is not on the ESP at ${espMount(facts)}, which is all that xen.efi can read, and it could not be read to copy it there.`,
      hint: 'Run archxen as root, or boot with GRUB, which can read both.',
    };
  }
  const stale = sources.filter((path) => facts.files[placeOnEsp(facts, path)]?.sha256 !== facts.files[path]?.sha256);
  return noRoom(facts, stale) ?? [...leftOver(facts, sources), ...stale.flatMap((path) => copyChange(facts, path))];
}

/** What is there already is replaced one by one, the new beside the old. */
function noRoom(facts: Facts, sources: readonly string[]): Refusal | undefined {
  const esp = facts.boot.esp;
  const size = (path: string): number => facts.files[path]?.size ?? 0;
  const fresh = sources.filter((path) => facts.files[placeOnEsp(facts, path)] === undefined);
  const replaced = sources.filter((path) => !fresh.includes(path));
  const bytes = fresh.reduce((sum, path) => sum + size(path), 0) + Math.max(0, ...replaced.map(size));
  const needed = Math.ceil(bytes / 2 ** 20) + spareMiB;
  if (esp === undefined || bytes === 0 || esp.freeMiB >= needed) return undefined;
  return {
    refused: `The ESP at ${esp.mount} has ${esp.freeMiB} MiB free; copies of the kernel and its initramfs, which xen.efi can read there only, need ${needed}.`,
    hint: 'Remove what is not needed from it (fallback images, old loaders), or boot with GRUB, which reads the kernel where it is.',
  };
}

function copyChange(facts: Facts, source: string): readonly FileChange[] {
  const path = placeOnEsp(facts, source);
  const digest = facts.files[source]?.sha256;
  if (digest === undefined) return [];
  return [
    {
      kind: 'file',
      id: `boot.copy.${basename(source)}`,
      title: `Copy ${source} to where xen.efi can read it`,
      why: `xen.efi reads files of the ESP only; a pacman hook keeps the copy current.`,
      path,
      content: { copyOf: source, sha256: digest },
      before: facts.files[path] === undefined ? null : undefined,
      disposable: true,
      mode: 0o755,
      uid: 0,
      gid: 0,
    },
  ];
}

const copyNames = /^(vmlinuz|initramfs)-[^/]+$/;

const isCopy = (facts: Facts, path: string): boolean => copyNames.test(pathBelow(copyFolder(facts), path) ?? '');

/** Copies of a kernel that is no longer dom0's. */
const leftOver = (facts: Facts, sources: readonly string[]): readonly FileChange[] =>
  Object.keys(facts.files)
    .filter((path) => isCopy(facts, path) && sources.every((source) => placeOnEsp(facts, source) !== path))
    .map((path) => ({
      kind: 'file',
      id: `boot.copy.${basename(path)}`,
      title: `Remove the copy ${path}`,
      path,
      content: null,
      disposable: true,
      mode: 0o755,
      uid: 0,
      gid: 0,
    }));

/** Are the copies that an entry boots those of the files that they were made from? */
export function copyLinks(facts: Facts, checks: string, paths: readonly (string | undefined)[]): readonly Check[] {
  const originals = facts.kernels.flatMap(({ image, initramfs }) => [image, initramfs]).filter((path) => path !== undefined);
  return paths.flatMap((path): readonly Check[] => {
    const original = originals.find((each) => each !== path && placeOnEsp(facts, each) === path);
    if (path === undefined || hostFile(facts, path) === undefined) return [];
    const id = `${checks}.copy.${basename(path)}`;
    if (original !== undefined) return [copyLink(facts, id, path, original)];
    return isCopy(facts, path) ? [orphan(id, path)] : [];
  });
}

function copyLink(facts: Facts, id: string, path: string, original: string): Check {
  const link = { id, title: 'Copy on ESP' };
  const evidence = [path, original];
  const [copied, now] = [facts.files[path]?.sha256, facts.files[original]?.sha256];
  if (copied === undefined || now === undefined) {
    return unknown(link, { detail: path, reason: 'It could not be compared with its original.', hint: 'Run archxen as root.', evidence });
  }
  if (copied === now) return pass(link, { detail: `${path} is as ${original}`, evidence });
  return fail(link, {
    detail: `${path} is stale: ${original} is another one now`,
    reason: 'dom0 would boot a kernel whose modules are no longer installed, or an initramfs of another kernel.',
    hint: 'Copy it anew: archxen refresh',
    evidence,
  });
}

/** A copy is all that is left of a kernel whose package was removed, and its modules with it. */
const orphan = (id: string, path: string): Check =>
  fail(
    { id, title: 'Copy on ESP' },
    {
      detail: `${path} is a copy of a file that is no longer there`,
      reason: 'dom0 would boot a kernel whose modules are no longer installed.',
      hint: 'Install that kernel again with pacman, or run archxen and choose another one for dom0.',
      evidence: [path],
    },
  );
