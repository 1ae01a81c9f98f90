import { isLinuxProgram, loaderOfPath } from '../core/efi-program.ts';
import type { BootLoaderId, EfiVariables, LoaderFacts } from '../core/facts-boot.ts';

/** What tells which boot loaders are here and which one started this system. */
export interface LoaderClues {
  readonly uefi: boolean;
  readonly esp?: string | undefined;
  /** Paths below /boot and the ESP. */
  readonly paths: readonly string[];
  readonly efi: EfiVariables;
  readonly commandLine: readonly string[];
  /** Installed packages with their versions. */
  readonly packages: Readonly<Record<string, string>>;
}

/** Each loader's own files, below the ESP or /boot; matched without regard to case, as FAT does. */
const ownFiles: Readonly<Record<Exclude<BootLoaderId, 'efistub'>, { readonly uefi: RegExp; readonly bios?: RegExp }>> = {
  'systemd-boot': { uefi: /\/efi\/systemd\/systemd-bootx64\.efi$/i },
  grub: { uefi: /\/(grub\/grub\.cfg|efi\/[^/]+\/grubx64\.efi)$/i, bios: /^\/boot\/grub\/(grub\.cfg|i386-pc\/core\.img)$/ },
  refind: { uefi: /\/refind(_x64\.efi|\.conf)$/i },
  limine: { uefi: /\/(limine\.conf|limine_x64\.efi)$/i, bios: /\/(limine\.conf|limine-bios\.sys)$/i },
  syslinux: {
    uefi: /\/efi\/syslinux\/syslinux\.(efi|cfg)$/i,
    bios: /^\/boot\/(syslinux|extlinux)\/(ldlinux\.sys|(sys|ext)linux\.(cfg|conf))$/,
  },
};

const titles: Readonly<Record<string, BootLoaderId>> = { 'systemd-boot': 'systemd-boot', grub: 'grub', refind: 'refind', limine: 'limine' };

/** All boot loaders found, the one that started this system first. */
export function findLoaders(clues: LoaderClues): readonly LoaderFacts[] {
  const { loader: booted, evidence: bootEvidence } = whoBooted(clues);
  const found = new Map<BootLoaderId, string[]>();
  for (const [id, evidence] of installed(clues)) found.set(id, [...(found.get(id) ?? []), ...evidence]);
  if (booted !== undefined) found.set(booted, [...bootEvidence, ...(found.get(booted) ?? [])]);
  // With nothing that says who booted, the only loader there is did.
  const only = booted === undefined && found.size === 1;
  return [...found]
    .map(([id, evidence]) => ({
      id,
      version: versionOf(id, id === booted ? clues.efi.loaderInfo : undefined, clues.packages),
      booted: only || id === booted,
      evidence,
    }))
    .toSorted((a, b) => Number(b.booted) - Number(a.booted));
}

function installed({ uefi, paths, efi }: LoaderClues): readonly (readonly [BootLoaderId, readonly string[]])[] {
  const byFiles = (Object.keys(ownFiles) as (keyof typeof ownFiles)[]).flatMap((id) => {
    const pattern = uefi ? ownFiles[id].uefi : ownFiles[id].bios;
    const files = pattern === undefined ? [] : paths.filter((path) => pattern.test(path)).toSorted();
    return files.length === 0 ? [] : [[id, files] as const];
  });
  const stubs = uefi ? efi.entries.filter(({ path }) => path !== undefined && isLinuxProgram(path)) : [];
  return stubs.length === 0
    ? byFiles
    : [...byFiles, ['efistub', stubs.map(({ id, label, path }) => `Boot${id} "${label}" ${path}`)] as const];
}

function whoBooted(clues: LoaderClues): { readonly loader: BootLoaderId | undefined; readonly evidence: readonly string[] } {
  const { uefi, efi } = clues;
  const byInfo = efi.loaderInfo === undefined ? undefined : titles[efi.loaderInfo.split(' ')[0]?.toLowerCase() ?? ''];
  const current = uefi ? efi.entries.find(({ id }) => id === efi.bootCurrent) : undefined;
  const byEntry = current?.path === undefined ? undefined : loaderOfPath(current.path);
  const image = clues.commandLine.find((word) => word.startsWith('BOOT_IMAGE='))?.slice('BOOT_IMAGE='.length);
  const byImage = image === undefined ? undefined : loaderOfImage(image);
  const loader = byInfo ?? byEntry ?? byImage;
  const evidence = [
    ...(byInfo !== undefined && byInfo === loader ? [`LoaderInfo: ${efi.loaderInfo}`] : []),
    ...(byEntry !== undefined && byEntry === loader ? [`BootCurrent ${efi.bootCurrent}: "${current?.label}" ${current?.path}`] : []),
    ...(byImage !== undefined && byImage === loader ? [`/proc/cmdline: BOOT_IMAGE=${image}`] : []),
  ];
  return { loader, evidence };
}

/** GRUB gives an absolute path, maybe after a device in parentheses; Syslinux what its configuration says, mostly `../vmlinuz-linux`. */
const loaderOfImage = (image: string): BootLoaderId => (/^(\(|\/)/.test(image) ? 'grub' : 'syslinux');

const packageOf: Readonly<Partial<Record<BootLoaderId, string>>> = {
  'systemd-boot': 'systemd',
  grub: 'grub',
  refind: 'refind',
  limine: 'limine',
  syslinux: 'syslinux',
};

function versionOf(id: BootLoaderId, info: string | undefined, packages: LoaderClues['packages']): string | undefined {
  const told = info?.split(' ')[1];
  const version = told ?? packages[packageOf[id] ?? ''];
  return version?.replace(/^\d+:/, '').replace(/-\d+(-arch)?$/, '');
}
