import type { Check } from '../../core/check.ts';
import type { GuestSource } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import type { SourceKind } from './source-kind.ts';

type Kernel = Extract<GuestSource, { kind: 'kernel' }>;

/** A kernel and an initramfs that lie in dom0. */
export const kernelSource: SourceKind<Kernel> = {
  id: 'kernel',
  check: ({ kernel, initramfs }, around) => [
    fileCheck('guest.kernel', 'Kernel', kernel, around),
    ...(initramfs === null ? [] : [fileCheck('guest.initramfs', 'Initramfs', initramfs, around)]),
  ],
  settings: ({ kernel, initramfs, extra }) => [
    ['kernel', kernel],
    ...(initramfs === null ? [] : [['ramdisk', initramfs] as const]),
    ...(extra === '' ? [] : [['extra', extra] as const]),
  ],
  paths: ({ kernel, initramfs }) => [kernel, ...(initramfs === null ? [] : [initramfs])],
};

function fileCheck(id: string, title: string, path: string, { files, facts }: Surroundings): Check {
  const found = files[path];
  if (found === undefined)
    return { id, title, state: 'fail', detail: `There is no file ${path}.`, hint: 'Give the path of a file that dom0 can read.' };
  if (found.type === 'directory' || found.type === 'other') {
    return { id, title, state: 'fail', detail: `${path} is not a file.`, hint: 'Give the path of a file.' };
  }
  if (found.type === 'file' && found.size === 0) {
    return { id, title, state: 'fail', detail: `${path} is empty.`, hint: 'Copy the file again.' };
  }
  const magic = facts.files[path]?.magic;
  if (id === 'guest.kernel' && magic !== undefined && !['bzimage', 'elf', 'pe', 'gzip'].includes(magic)) {
    return { id, title, state: 'fail', detail: `${path} is not a kernel.`, hint: 'Give a bzImage (vmlinuz) or an ELF kernel.' };
  }
  return { id, title, state: 'pass', detail: path };
}
