import type { Facts } from '../../core/facts.ts';
import type { XenEntry } from '../xen-entries.ts';

/** Microcode images that lie beside the initramfs instead of in it. */
const microcodeImages = ['/boot/intel-ucode.img', '/boot/amd-ucode.img'];

/**
 * The modules after the kernel. The initramfs is the first of them, because Xen takes the first candidate for it; microcode
 * follows and is found by `ucode=scan`.
 */
export const modulesAfterKernel = (facts: Facts, entry: XenEntry): readonly string[] => [
  entry.initramfs,
  ...microcodeImages.filter((path) => facts.files[path]?.type === 'file'),
];
