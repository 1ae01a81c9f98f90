import { basename } from 'node:path/posix';
import type { Surroundings } from '../surroundings.ts';
import type { ImageFormat } from './medium.ts';

/** Why something cannot be used, and the next step. */
export interface Useless {
  readonly reason: string;
  readonly hint: string;
}

/** The content of a disk image does not tell whether it is there to be copied; publishers' names do. */
export const isForClouds = (path: string): boolean => /cloud|generic|openstack/i.test(basename(path));

const unpackers: { readonly [Format in ImageFormat]?: string } = { xz: 'unxz', gzip: 'gunzip', zstd: 'unzstd' };

/** The program that unpacks such an image; undefined: it is not packed. */
export const unpacker = (format: string): string | undefined => unpackers[format as ImageFormat];

/** Why no guest can be made from a path; undefined: one can, or nobody has looked yet. */
export function uselessMedium(path: string | undefined, { media }: Surroundings): Useless | undefined {
  const medium = path === undefined ? undefined : media[path]?.medium;
  if (path === undefined || medium === undefined) return undefined;
  if (medium.kind === 'none') return { reason: `There is no file ${path}.`, hint: 'Correct the path.' };
  if (medium.kind === 'other') {
    return { reason: `${path} is ${medium.detail}.`, hint: 'Give an ISO, a disk image, a kernel or a root tree; a cut download is none.' };
  }
  if (medium.kind !== 'image') return undefined;
  const { format } = medium;
  const unpack = unpacker(format);
  if (unpack !== undefined) return { reason: `${path} is packed (${format}).`, hint: `Unpack it first: ${unpack} -k ${path}` };
  // A cloud image is converted when it is copied; what is used as it lies there must be of a format that xl knows.
  if ((format !== 'vmdk' && format !== 'vdi') || isForClouds(path)) return undefined;
  return {
    reason: `${path} is a ${format} image, which Xen cannot use as a disk.`,
    hint: `Convert it first: qemu-img convert -O raw ${path} ${path.replace(/\.[^./]*$/, '')}.img`,
  };
}
