import { basename, dirname } from 'node:path/posix';
import type { Check } from '../../core/check.ts';
import type { XlValue } from '../../formats/xl-cfg.ts';
import type { Surroundings } from '../surroundings.ts';
import type { SourceKindOf } from './source-kind.ts';

/** A kernel and an initramfs that lie in dom0. */
export const kernelSource: SourceKindOf<'kernel'> = {
  id: 'kernel',
  kinds: () => ['pvh', 'pv', 'hvm'],
  complete: ({ kernel, initramfs, extra }, { around }) => {
    const { kernels } = around.facts;
    const own = kernels.find((each) => each.running && each.image !== undefined) ?? kernels.find((each) => each.image !== undefined);
    const image = kernel ?? own?.image ?? '/boot/vmlinuz-linux';
    const beside = kernel === undefined || kernel === own?.image ? own?.initramfs : initramfsBeside(kernel, around);
    return {
      kind: 'kernel',
      kernel: image,
      initramfs: initramfs === undefined ? (beside ?? null) : initramfs,
      extra: extra ?? 'console=hvc0',
    };
  },
  check: ({ kernel, initramfs }, _guest, around) => [
    kernelCheck(kernel, around),
    ...(initramfs === null ? [] : [fileCheck('guest.initramfs', 'Initramfs', initramfs, around)]),
  ],
  changes: () => [],
  settings: ({ kernel, initramfs, extra }) => kernelSettings(kernel, initramfs, extra),
  media: () => [],
  paths: ({ kernel, initramfs }) => [kernel, ...(initramfs === null ? [] : [initramfs])],
};

export const kernelSettings = (kernel: string, initramfs: string | null, extra: string): readonly (readonly [string, XlValue])[] => [
  ['kernel', kernel],
  ...(initramfs === null ? [] : [['ramdisk', initramfs] as const]),
  ...(extra === '' ? [] : [['extra', extra] as const]),
];

/** Where an initramfs lies beside its kernel, by the names of Arch, Debian, Fedora and Alpine. */
export function initramfsNames(kernel: string): readonly string[] {
  const suffix = basename(kernel).replace(/^[a-z]*/i, '');
  const names = [
    `initramfs${suffix}.img`,
    `initrd.img${suffix}`,
    `initramfs${suffix}`,
    'initramfs.img',
    'initrd.img',
    'initrd.gz',
    'initrd',
  ];
  return names.map((name) => `${dirname(kernel)}/${name}`);
}

const initramfsBeside = (kernel: string, { files }: Surroundings): string | undefined =>
  initramfsNames(kernel).find((path) => files[path] !== undefined);

/** Where somebody has looked what the file holds, it must be a kernel: xl would start an ISO as one. */
function kernelCheck(path: string, around: Surroundings): Check {
  const medium = around.media[path]?.medium;
  if (medium === undefined || medium.kind === 'none' || medium.kind === 'kernel') return fileCheck('guest.kernel', 'Kernel', path, around);
  return notAKernel(path);
}

const notAKernel = (path: string): Check => ({
  id: 'guest.kernel',
  title: 'Kernel',
  state: 'fail',
  detail: `${path} is not a kernel.`,
  hint: 'Give a bzImage (vmlinuz) or an ELF kernel.',
});

export function fileCheck(id: string, title: string, path: string, { files, facts }: Pick<Surroundings, 'files' | 'facts'>): Check {
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
    return notAKernel(path);
  }
  return { id, title, state: 'pass', detail: path };
}
