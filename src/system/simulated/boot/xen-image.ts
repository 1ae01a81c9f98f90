import { dirname } from 'node:path/posix';
import { parsePe, sectionData } from '../../../formats/pe.ts';
import { readXenCfg } from '../../../formats/xen-cfg.ts';
import { readText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { secureBoot } from './efi-variables.ts';

/**
 * xen.efi as it starts: its options, its configuration file, and the files that this names. `options` as the loader passes
 * them: Xen takes the first word for its own name (xen/common/efi/boot.c).
 */
export async function startXenEfi(world: World, entry: string, volume: string, efi: string, options: string): Promise<Attempt> {
  const attempt = { entry, kind: 'xen' as const };
  const inside = await imageParts(world, `${volume}${efi}`);
  if ((await secureBoot(world)) && inside?.signed !== true)
    return { ...attempt, problem: `Error loading ${efi.replaceAll('/', '\\')}: Access Denied` };
  if (inside?.config !== undefined) {
    const { kernelLine, options: xenLine } = readXenCfg(inside.config);
    return inside.whole
      ? { ...attempt, commandLine: kernelLine, xenOptions: xenLine }
      : { ...attempt, problem: 'Open failed for the kernel' };
  }
  // Xen 4.21 boots no kernel that shim did not verify.
  if (await secureBoot(world)) return { ...attempt, problem: 'Refusing to boot unverified kernel with UEFI SecureBoot enabled' };
  const folder = dirname(`${volume}${efi}`).replace(/\/$/, '');
  const { cfg, section, more } = stubOptions(options.split(/\s+/).slice(1));
  const name = cfg ?? (await configurationFor(world, folder, efi.replace(/^.*\//, '')));
  const text = name === undefined ? undefined : await readText(world.files, at(folder, volume, name));
  if (text === undefined) return { ...attempt, problem: 'No configuration file found.' };
  const chosen = readXenCfg(text, section);
  if (chosen.kernel === undefined) return { ...attempt, problem: 'No initial domain kernel specified.' };
  for (const file of [chosen.kernel, chosen.ramdisk, chosen.ucode]) {
    if (file === undefined) continue;
    if (file.includes('/') || ((await world.files.stat(at(folder, volume, file)))?.size ?? 0) === 0) {
      return { ...attempt, problem: `Open failed for ${file}: Not found` };
    }
  }
  return { ...attempt, commandLine: chosen.kernelLine, xenOptions: [chosen.options, ...more].filter(Boolean).join(' ') };
}

/** `-cfg=FILE` or `-cfg FILE`, a bare word is the section, what follows `--` is added to Xen's options. */
function stubOptions(words: readonly string[]): { cfg: string | undefined; section: string | undefined; more: readonly string[] } {
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  const value = own.find((word) => word.startsWith('-cfg='))?.slice(5) ?? own[own.indexOf('-cfg') + 1];
  const cfg = own.some((word) => /^-cfg(=|$)/.test(word)) ? value : undefined;
  const section = own.find((word, index) => word !== '' && !word.startsWith('-') && own[index - 1] !== '-cfg');
  return { cfg, section, more: end < 0 ? [] : words.slice(end + 1) };
}

/** xen-4.21.efi looks for xen-4.21.cfg, xen-4.cfg, xen.cfg. */
async function configurationFor({ files }: World, folder: string, efi: string): Promise<string | undefined> {
  for (let stem = efi.replace(/\.efi$/i, ''); stem !== ''; ) {
    if ((await files.stat(`${folder}/${stem}.cfg`)) !== undefined) return `${stem}.cfg`;
    const cut = Math.max(stem.lastIndexOf('.'), stem.lastIndexOf('-'), stem.lastIndexOf('_'));
    stem = cut < 0 ? '' : stem.slice(0, cut);
  }
  return undefined;
}

/** A name as EFI opens it: with a backslash in front from the root of the volume. */
function at(folder: string, volume: string, name: string): string {
  const path = name.replaceAll('\\', '/');
  return path.startsWith('/') ? `${volume}${path}` : `${folder}/${path}`;
}

/** What a unified image has inside. */
async function imageParts({ files }: World, path: string) {
  const bytes = await files.read(path);
  const pe = bytes && parsePe(bytes);
  if (bytes === undefined || pe === undefined) return undefined;
  const data = (name: string): Uint8Array | undefined => {
    const section = pe.sections.find((each) => each.name === name);
    return section && sectionData(bytes, section);
  };
  const config = data('.config');
  return {
    signed: pe.signed,
    config: config && Buffer.from(config).toString(),
    whole: (data('.kernel')?.length ?? 0) > 0 && (data('.ramdisk')?.length ?? 0) > 0,
  };
}
