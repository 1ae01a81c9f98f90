import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import { deviceAt } from '../disks/in-use.ts';
import { diskTarget, isFile } from '../disks/index.ts';
import type { Guest, GuestDisk } from '../guest.ts';
import { unpacker } from '../media/useless.ts';
import type { Surroundings } from '../surroundings.ts';
import { toolAt } from '../tools.ts';
import { checksumCheck, fails, mediumAt } from './media-check.ts';
import { loaderCheck, loaderFor, loaderSettings } from './on-disk.ts';
import type { SourceOf } from './schema.ts';
import { seedChanges, seedPath } from './seed.ts';
import type { SourceKindOf } from './source-kind.ts';

type Cloud = SourceOf<'cloud-image'>;

/** A distribution's image for clouds, copied to the first disk, and set up at its first boot by cloud-init. */
export const cloudImageSource: SourceKindOf<'cloud-image'> = {
  id: 'cloud-image',
  kinds: () => ['hvm', 'uefi', 'pvh', 'pv'],
  complete: (answers, { name, kind, around }) => {
    const medium = around.media[answers.image]?.medium;
    const format = medium?.kind === 'image' && unpacker(medium.format) === undefined ? (medium.format as Cloud['format']) : 'raw';
    return {
      kind: 'cloud-image',
      image: answers.image,
      format: answers.format ?? format,
      user: answers.user ?? around.person.user,
      sshKeys: answers.sshKeys ?? [...around.person.sshKeys],
      passwordHash: answers.passwordHash ?? null,
      hostname: answers.hostname ?? (name.replace(/[^a-zA-Z0-9-]/g, '-').replace(/^-+|-+$/g, '') || 'guest'),
      network: answers.network ?? { method: 'dhcp' },
      loader: answers.loader === undefined ? loaderFor(kind, around) : answers.loader,
    };
  },
  check: (source, guest, around) => {
    const found = mediumAt(source.image, around);
    if ('checks' in found) return found.checks;
    const { medium } = found.media;
    if (medium.kind !== 'image') return fails(`${source.image} is no disk image.`, 'Give a .qcow2 or raw image.');
    return [
      imageCheck(source, guest, medium.format, medium.virtualBytes, around),
      checksumCheck(source.image, found.media),
      ...entranceCheck(source),
      ...loaderCheck(source.loader, guest, around),
    ];
  },
  changes: (source, guest) => [...copyChanges(source, guest), ...seedChanges(source, guest, 1)],
  settings: ({ loader }) => loaderSettings(loader),
  media: (_, { name }) => [seedPath(name)],
  paths: ({ image, loader }, { name }) => [image, seedPath(name), ...(loader === null ? [] : [loader])],
};

function imageCheck({ image, format }: Cloud, { name, disks }: Guest, found: string, virtualBytes: number, around: Surroundings): Check {
  const base = { id: 'guest.medium', title: 'Image' };
  const [first] = disks;
  const unpack = unpacker(found);
  if (unpack !== undefined)
    return { ...base, state: 'fail', detail: `${image} is packed (${found}).`, hint: `Unpack it first: ${unpack} -k ${image}` };
  if (first === undefined || first.kind === 'existing') {
    return {
      ...base,
      state: 'fail',
      detail: 'The image is copied to the first disk, and there is none to be made.',
      hint: 'Give a new disk in "disks".',
    };
  }
  if (around.files[seedPath(name)] !== undefined)
    return { ...base, state: 'fail', detail: `${seedPath(name)} is there already.`, hint: 'Choose another name.' };
  const missing = (['qemuImg', 'bsdtar'] as const).find((tool) => toolAt(around, tool) === undefined);
  if (missing !== undefined) {
    const [program, pack] = missing === 'qemuImg' ? ['qemu-img', 'qemu-img'] : ['bsdtar', 'libarchive'];
    return { ...base, state: 'fail', detail: `${program} is missing.`, hint: `pacman -S ${pack}` };
  }
  const size = bytesOf(first, around);
  if (size !== undefined && size < virtualBytes) {
    return {
      ...base,
      state: 'fail',
      detail: `The image has ${(virtualBytes / 2 ** 30).toFixed(1)} GiB and does not fit the disk.`,
      hint: `Give the disk at least ${Math.ceil(virtualBytes / 2 ** 30)} GiB; the guest grows into what is more.`,
    };
  }
  return { ...base, state: 'pass', detail: `${image}, ${format}, ${(virtualBytes / 2 ** 30).toFixed(1)} GiB` };
}

const bytesOf = (disk: GuestDisk, around: Surroundings): number | undefined =>
  'sizeGiB' in disk ? disk.sizeGiB * 2 ** 30 : deviceAt(diskTarget(disk), around)?.bytes;

function entranceCheck({ sshKeys, passwordHash, user }: Cloud): readonly Check[] {
  const base = { id: 'guest.user', title: 'User' };
  if (sshKeys.length > 0 || passwordHash !== null)
    return [{ ...base, state: 'pass', detail: `${user}, ${sshKeys.length} ssh keys${passwordHash === null ? '' : ' and a password'}` }];
  return [
    {
      ...base,
      state: 'fail',
      detail: `Nobody could log in: ${user} has neither an ssh key nor a password.`,
      hint: 'Give "sshKeys", or "passwordHash" as "openssl passwd -6" prints it.',
    },
  ];
}

/** qemu-img's own name of a format: it calls Microsoft's virtual hard disks after Virtual PC. */
const qemuFormat = (format: Cloud['format']): string => (format === 'vhd' ? 'vpc' : format);

/** With -n the disk, be it a file or a volume, stays as it was made; a new file is known to be all zeros. */
function copyChanges({ image, format }: Cloud, { name, disks }: Guest): readonly Change[] {
  const [disk] = disks;
  if (disk === undefined) return [];
  const target = diskTarget(disk);
  const zero = isFile(disk) ? ['--target-is-zero'] : [];
  return [
    {
      kind: 'command',
      id: `guest.${name}.source0`,
      title: `Copy the image to ${target}`,
      argv: ['qemu-img', 'convert', '-n', ...zero, '-f', qemuFormat(format), '-O', disk.kind === 'qcow2' ? 'qcow2' : 'raw', image, target],
      writes: [],
      timeoutSeconds: 3600,
    },
  ];
}
