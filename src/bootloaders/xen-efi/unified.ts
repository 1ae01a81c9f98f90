import type { UnifiedImageChange } from '../../core/change.ts';
import { sha256 } from '../../core/digest.ts';
import type { Facts } from '../../core/facts.ts';
import type { Refusal } from '../boot-loader.ts';
import type { XenEntry } from '../xen-entries.ts';
import { unifiedConfig } from './config.ts';
import { espMount } from './esp.ts';

/** The one image with Xen, its configuration, the kernel and the initramfs inside. */
export const unifiedPath = (facts: Facts): string => `${espMount(facts)}/archxen-xen.efi`;

/** MiB that stay free on the ESP beside the image and the one that it replaces. */
const spareMiB = 8;

/** The image, where it is not current; none of its parts need be on the ESP. */
export function unifiedChanges(facts: Facts, entry: XenEntry): readonly UnifiedImageChange[] | Refusal {
  const config = unifiedConfig(entry);
  if (typeof config !== 'string') return config;
  const change: UnifiedImageChange = {
    kind: 'unified-image',
    id: 'boot.unified',
    title: 'Make one image of Xen, its configuration, the kernel and the initramfs',
    why: 'no file can be missing at boot, and one signature covers all of it',
    path: unifiedPath(facts),
    xen: entry.xen.efi,
    config,
    kernel: entry.kernel,
    initramfs: entry.initramfs,
    sign: facts.firmware.secureBoot === 'on',
  };
  if (isCurrent(facts, change)) return [];
  return noRoom(facts, change) ?? [change];
}

function isCurrent({ files }: Facts, { path, xen, config, kernel, initramfs, sign }: UnifiedImageChange): boolean {
  const image = files[path]?.image;
  const base = files[xen]?.image?.sections;
  if (image === undefined || base === undefined || (sign && !image.signed)) return false;
  const { '.config': ofConfig, '.kernel': ofKernel, '.ramdisk': ofInitramfs, ...rest } = image.sections;
  return (
    ofConfig === sha256(config) &&
    ofKernel === files[kernel]?.sha256 &&
    ofInitramfs === files[initramfs]?.sha256 &&
    JSON.stringify(rest) === JSON.stringify(base)
  );
}

/** A new image is written whole beside the old one before it takes its place. */
function noRoom(facts: Facts, { xen, kernel, initramfs }: UnifiedImageChange): Refusal | undefined {
  const esp = facts.boot.esp;
  const bytes = [xen, kernel, initramfs].reduce((sum, path) => sum + (facts.files[path]?.size ?? 0), 0);
  const neededMiB = Math.ceil(bytes / 1048576) + spareMiB;
  if (esp === undefined || esp.freeMiB >= neededMiB) return undefined;
  return {
    refused: `The EFI system partition at ${esp.mount} has ${esp.freeMiB} MiB free; one image with all in it needs ${neededMiB}.`,
    hint: 'Remove old kernels, fallback images or unused loaders from it, or answer boot.image with files.',
  };
}
