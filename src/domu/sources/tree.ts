import { basename } from 'node:path/posix';
import type { Change } from '../../core/change.ts';
import type { Check } from '../../core/check.ts';
import { sha256 } from '../../core/digest.ts';
import { diskTarget } from '../disks/index.ts';
import { bootDirectory, type Guest } from '../guest.ts';
import type { Surroundings } from '../surroundings.ts';
import { toolAt } from '../tools.ts';
import { kernelSettings } from './kernel.ts';
import { fails, mediumAt } from './media-check.ts';
import type { SourceOf } from './schema.ts';
import type { SourceKindOf } from './source-kind.ts';

type Tree = SourceOf<'tree'>;

/**
 * A root tree that pacstrap made. It becomes a file system on the first disk by mke2fs -d, without a mount; its kernel and
 * initramfs are copied out, as the guest has no boot loader yet.
 */
export const treeSource: SourceKindOf<'tree'> = {
  id: 'tree',
  kinds: () => ['pvh', 'pv'],
  complete: ({ path, kernel, initramfs, extra }, { name, around }) => {
    const medium = around.media[path]?.medium;
    const tree = medium?.kind === 'tree' ? medium : undefined;
    return {
      kind: 'tree',
      path,
      kernel: kernel ?? tree?.kernel ?? `${path}/boot/vmlinuz-linux`,
      initramfs: initramfs === undefined ? (tree?.initramfs ?? null) : initramfs,
      extra: extra ?? `root=UUID=${rootUuid(name)} rw console=hvc0`,
    };
  },
  check: (source, guest, around) => {
    const found = mediumAt(source.path, around);
    if ('checks' in found) return found.checks;
    const { medium } = found.media;
    if (medium.kind !== 'tree') return fails(`${source.path} is no root tree.`, 'Give the directory that pacstrap filled.');
    return [treeCheck(source, guest, medium.os, around)];
  },
  changes: (source, guest) => changes(source, guest),
  settings: ({ kernel, initramfs, extra }, { name }) => kernelSettings(copied(name, kernel), initramfs && copied(name, initramfs), extra),
  media: () => [],
  paths: ({ kernel, initramfs }) => [kernel, ...(initramfs === null ? [] : [initramfs])],
};

const copied = (name: string, path: string): string => `${bootDirectory(name)}/${basename(path)}`;

/** The same for the same guest, so that the same answers give the same plan. */
function rootUuid(name: string): string {
  const hex = sha256(`root of ${name}`);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

function treeCheck({ path, kernel, initramfs }: Tree, { disks }: Guest, os: string | undefined, around: Surroundings): Check {
  const base = { id: 'guest.medium', title: 'Root tree' };
  const [first] = disks;
  if (first === undefined || first.kind === 'existing' || first.kind === 'qcow2')
    return { ...base, state: 'fail', detail: 'The tree needs a new raw disk to lie on.', hint: 'Give one in "disks": a sparse file, say.' };
  if (toolAt(around, 'mke2fs') === undefined) return { ...base, state: 'fail', detail: 'mke2fs is missing.', hint: 'pacman -S e2fsprogs' };
  const lost = [kernel, initramfs].find((each) => each !== null && around.files[each] === undefined);
  if (lost !== undefined && lost !== null)
    return { ...base, state: 'fail', detail: `There is no ${lost}.`, hint: 'pacstrap the package linux too, or give "kernel".' };
  return { ...base, state: 'pass', detail: `${path}, ${os ?? 'Linux'}` };
}

function changes({ path, kernel, initramfs }: Tree, guest: Guest): readonly Change[] {
  const [disk] = guest.disks;
  if (disk === undefined) return [];
  const directory = bootDirectory(guest.name);
  return [
    {
      kind: 'command',
      id: `guest.${guest.name}.source0`,
      title: `Make an ext4 file system of ${path} on ${diskTarget(disk)}`,
      why: 'mke2fs copies the tree itself: nothing is mounted',
      argv: ['mke2fs', '-q', '-t', 'ext4', '-F', '-U', rootUuid(guest.name), '-L', guest.name.slice(0, 16), '-d', path, diskTarget(disk)],
      writes: [],
      timeoutSeconds: 1800,
    },
    {
      kind: 'directory',
      id: `guest.${guest.name}.source1`,
      title: `Make the directory ${directory}`,
      path: directory,
      present: true,
      mode: 0o755,
      uid: 0,
      gid: 0,
    },
    ...[kernel, ...(initramfs === null ? [] : [initramfs])].map((from, index) => ({
      kind: 'command' as const,
      id: `guest.${guest.name}.source${index + 2}`,
      title: `Copy ${basename(from)} out of the tree`,
      argv: ['cp', '--', from, copied(guest.name, from)],
      writes: [],
      creates: copied(guest.name, from),
      undo: ['rm', '-f', copied(guest.name, from)],
      timeoutSeconds: 300,
    })),
  ];
}
