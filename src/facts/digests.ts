import { dirname } from 'node:path/posix';
import type { FileFacts, KernelFacts } from '../core/facts.ts';
import type { BootFacts } from '../core/facts-boot.ts';
import { digestFile } from '../system/digest-file.ts';
import type { System } from '../system/port.ts';
import type { Files } from './files.ts';
import type { Notes } from './notes.ts';
import { messageOf } from './reading.ts';

/**
 * Digests of the large files that may have to be copied for xen.efi, and of the copies. Only where they count: they are some
 * 40 MB, and GRUB reads kernels wherever they are.
 */
export async function withDigests(
  system: System,
  notes: Notes,
  files: Files,
  { boot, kernels }: { readonly boot: BootFacts; readonly kernels: readonly KernelFacts[] },
): Promise<Files> {
  const paths = digestPaths(Object.keys(files), boot, kernels);
  const digested: Record<string, FileFacts> = {};
  for (const path of paths) {
    const file = files[path];
    if (file?.type !== 'file' || file.sha256 !== undefined) continue;
    try {
      const sha256 = await digestFile(system, path);
      if (sha256 !== undefined) digested[path] = { ...file, sha256 };
    } catch (error) {
      notes.add('files', `${path} could not be read: ${messageOf(error)}`);
    }
  }
  return { ...files, ...digested };
}

/** Not by which loader booted: in a rescue chroot nobody did, and the firmware may have started Xen itself. */
function digestPaths(known: readonly string[], { esp, loaders }: BootFacts, kernels: readonly KernelFacts[]): readonly string[] {
  if (esp === undefined) return [];
  // Not what is in folders below: the kept set is as large again, and its sizes are known.
  const copies = known.filter((path) => dirname(path) === `${esp.mount}/archxen`);
  if (copies.length === 0 && loaders.every(({ id }) => id === 'grub')) return [];
  const originals = kernels.flatMap(({ image, initramfs }) => [image, initramfs]).filter((path) => path !== undefined);
  return [...originals.filter((path) => !path.startsWith(`${esp.mount}/`)), ...copies];
}
