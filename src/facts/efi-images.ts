import { sha256 } from '../core/digest.ts';
import type { FileFacts, ImageFacts } from '../core/facts.ts';
import { parsePe, sectionData } from '../formats/pe.ts';
import type { System } from '../system/port.ts';

type Files = Readonly<Record<string, FileFacts>>;

/** xen.efi, and a unified image made of it. */
const isXen = (path: string): boolean => /\/(archxen-)?xen\.efi$/i.test(path);
const isPart = (path: string): boolean => /^\/[^/]+\/(vmlinuz-[^/]+|initramfs-[^/]+\.img)$/.test(path) && !path.includes('fallback');

/** Looks into Xen's EFI programs; where one is a unified image, the files that it may be made of get their digests. */
export async function withImages(system: System, files: Files): Promise<Files> {
  const images = await Promise.all(
    Object.entries(files)
      .filter(([path, { magic }]) => magic === 'pe' && isXen(path))
      .map(async ([path, file]) => [path, { ...file, image: await imageFacts(system, path) }] as const),
  );
  if (!images.some(([, { image }]) => image?.config !== undefined)) return { ...files, ...Object.fromEntries(images) };
  const parts = await Promise.all(
    Object.entries(files)
      .filter(([path, { type }]) => type === 'file' && isPart(path))
      .map(async ([path, file]) => {
        const bytes = await system.read(path).catch(() => undefined);
        return [path, bytes === undefined ? file : { ...file, sha256: sha256(bytes) }] as const;
      }),
  );
  return { ...files, ...Object.fromEntries([...images, ...parts]) };
}

async function imageFacts(system: System, path: string): Promise<ImageFacts | undefined> {
  const bytes = await system.read(path).catch(() => undefined);
  const pe = bytes && parsePe(bytes);
  if (bytes === undefined || pe === undefined) return undefined;
  const config = pe.sections.find(({ name }) => name === '.config');
  return {
    sections: Object.fromEntries(pe.sections.map((section) => [section.name, sha256(sectionData(bytes, section))])),
    config: config && new TextDecoder().decode(sectionData(bytes, config)),
    signed: pe.signed,
    whole: pe.sections.every(({ offset, stored }) => stored === 0 || offset + stored <= bytes.length),
  };
}
