import { basename } from 'node:path/posix';
import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import { bootDirectory, type Guest, isHvm } from '../guest.ts';
import { isoSystem } from '../media/iso-systems.ts';
import type { IsoMedium } from '../media/medium.ts';
import type { Surroundings } from '../surroundings.ts';
import { toolAt } from '../tools.ts';
import { kernelSettings } from './kernel.ts';
import { checksumCheck, fails, mediumAt } from './media-check.ts';
import type { SourceOf } from './schema.ts';
import type { SourceKindOf } from './source-kind.ts';

type Iso = SourceOf<'iso'>;
type Install = NonNullable<Iso['install']>;

/** An installation medium. PVH and PV guests start the kernel that is on it, taken out without a mount. */
export const isoSource: SourceKindOf<'iso'> = {
  id: 'iso',
  kinds: ({ path, windows }, around) => {
    const iso = isoAt(path, around);
    const system = iso && isoSystem(iso);
    if (windows ?? system?.id === 'windows') return ['uefi', 'hvm'];
    return system?.install === undefined ? ['hvm', 'uefi'] : ['pvh', 'pv', 'hvm', 'uefi'];
  },
  complete: ({ path, install, windows }, { kind, around }) => {
    const iso = isoAt(path, around);
    const system = iso && isoSystem(iso);
    return {
      kind: 'iso',
      path,
      install: install !== undefined ? install : isHvm(kind) ? null : (system?.install ?? null),
      windows: windows ?? system?.id === 'windows',
    };
  },
  check: (source, guest, around) => {
    const found = mediumAt(source.path, around);
    if ('checks' in found) return found.checks;
    const { medium } = found.media;
    if (medium.kind !== 'iso') return fails(`${source.path} is no ISO.`, 'Give the path of an ISO image.');
    return [isoCheck(source, guest, medium.iso, medium.bytes, around), checksumCheck(source.path, found.media)];
  },
  changes: ({ path, install }, guest) => (install === null ? [] : extraction(path, install, guest)),
  settings: ({ install }, { name }) => {
    if (install === null) return [];
    const at = (inside: string): string => `${bootDirectory(name)}/${basename(inside)}`;
    return kernelSettings(at(install.kernel), at(install.initramfs), install.extra);
  },
  media: ({ path }) => [path],
  paths: ({ path }) => [path],
};

function isoAt(path: string, { media }: Surroundings): IsoMedium | undefined {
  const medium = media[path]?.medium;
  return medium?.kind === 'iso' ? medium.iso : undefined;
}

function isoCheck({ path, install }: Iso, { kind, disks }: Guest, iso: IsoMedium, bytes: number, around: Surroundings): Check {
  const base = { id: 'guest.medium', title: 'Medium' };
  const system = isoSystem(iso);
  if (bytes < iso.bytes) {
    return {
      ...base,
      state: 'fail',
      detail: `${path} is cut off: it has ${bytes} of ${iso.bytes} bytes.`,
      hint: 'Download it again.',
    };
  }
  if (!isHvm(kind) && install === null) {
    return {
      ...base,
      state: 'fail',
      detail: `${system.name} cannot be installed in a ${kind.toUpperCase()} guest from this medium.`,
      hint: 'Choose HVM. For PVH, start its kernel and initramfs by hand: "source": {"kind":"kernel"}.',
    };
  }
  if (install !== null && toolAt(around, 'bsdtar') === undefined)
    return { ...base, state: 'fail', detail: 'bsdtar is missing, which takes the kernel out of the ISO.', hint: 'pacman -S libarchive' };
  if (disks.length === 0) {
    return {
      ...base,
      state: 'warn',
      detail: `${system.name}, and no disk to install it on.`,
      hint: 'Give the guest a disk, unless it is only to look at.',
    };
  }
  return { ...base, state: 'pass', detail: `${system.name} (${iso.label})` };
}

/** Taken out by bsdtar, which reads ISO 9660: no mount is left behind, and a reboot of dom0 does not take it away. */
function extraction(iso: string, { kernel, initramfs }: Install, { name }: Guest): readonly Change[] {
  const directory = bootDirectory(name);
  return [
    {
      kind: 'directory',
      id: `guest.${name}.source0`,
      title: `Make the directory ${directory}`,
      path: directory,
      present: true,
      mode: 0o755,
      uid: 0,
      gid: 0,
    },
    ...[kernel, initramfs].map((inside, index) => {
      const path = `${directory}/${basename(inside)}`;
      return {
        kind: 'command' as const,
        id: `guest.${name}.source${index + 1}`,
        title: `Take ${basename(inside)} out of ${basename(iso)}`,
        argv: ['bsdtar', '-x', '-o', '-f', iso, '-C', directory, '--strip-components', String(inside.split('/').length - 1), inside],
        writes: [],
        creates: path,
        undo: ['rm', '-f', path],
        timeoutSeconds: 300,
      };
    }),
  ];
}
