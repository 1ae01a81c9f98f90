import { basename } from 'node:path/posix';
import type { Answers } from '../core/answers.ts';
import type { Change, FileChange } from '../core/change.ts';
import type { Sha256 } from '../core/digest.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import { entryWord, isNormalEntry } from '../xen/command-line.ts';
import { isRefusal, type Refusal } from './boot-loader.ts';
import { entryChanges } from './entry-changes.ts';
import { keptModulesFolder, keptModulesPath, modulesPath } from './previous-modules.ts';
import { type PreviousSet, previousPath, previousSet } from './previous-set.ts';
import { previousFolder, xenEfiPath } from './xen-efi/esp.ts';
import { olderInitramfs } from './xen-efi/older-initramfs.ts';
import { xenEntries } from './xen-entries.ts';

/** What booted, and where it is kept. */
export interface SetSources {
  readonly xen: string;
  readonly kernel: string;
  readonly initramfs: string;
}

/** Loaders that start Xen by multiboot; all others start xen.efi. */
const byMultiboot: readonly Answers['boot']['loader'][] = ['grub', 'syslinux'];

/** The files that the running dom0 was booted from; undefined: it was booted from others than those that are installed. */
export function bootedSet(facts: Facts, answers: Answers): SetSources | undefined {
  if (answers.boot.loader === 'none' || !facts.xen.dom0 || !isNormalEntry(facts)) return undefined;
  const entries = xenEntries(facts, answers, { efi: xenEfiPath(facts), gz: '/boot/xen.gz' });
  if (isRefusal(entries)) return undefined;
  const [{ xen, kernel, initramfs }] = entries;
  const installed = facts.kernels.find(({ name }) => name === answers.boot.kernel);
  const isXen = facts.pacman.installed['xen']?.startsWith(facts.xen.version ?? 'unknown') === true;
  if (installed?.release !== facts.os.kernelRelease || !isXen) return undefined;
  if (!byMultiboot.includes(answers.boot.loader) && olderInitramfs(facts, answers) !== undefined) return undefined;
  return { xen: byMultiboot.includes(answers.boot.loader) ? xen.gz : xen.efi, kernel, initramfs };
}

const keptFolder = (facts: Facts, answers: Answers): string =>
  byMultiboot.includes(answers.boot.loader) ? '/boot/archxen/previous' : previousFolder(facts);

type Digests = Readonly<Record<string, { readonly sha256: Sha256; readonly bytes: number }>>;

/**
 * The changes that keep the set that booted, under an entry of its own; none when it is kept already. Refused where the
 * volume has no room for a second set.
 */
export function keepChanges(facts: Facts, answers: Answers, sources: SetSources, digests: Digests): readonly Change[] | Refusal {
  const entries = xenEntries(facts, answers, { efi: xenEfiPath(facts), gz: '/boot/xen.gz' });
  if (isRefusal(entries)) return entries;
  const folder = keptFolder(facts, answers);
  const kept = (source: string, name: string) => ({ path: `${folder}/${name}`, sha256: '', bytes: 0, ...digests[source] });
  const set: PreviousSet = {
    v: 1,
    kernel: { name: answers.boot.kernel, release: facts.os.kernelRelease },
    xenVersion: facts.xen.version ?? '',
    files: {
      xen: kept(sources.xen, sources.xen.endsWith('.gz') ? 'xen.gz' : 'xen.efi'),
      kernel: kept(sources.kernel, 'vmlinuz'),
      initramfs: kept(sources.initramfs, 'initramfs.img'),
    },
    xenLine: entries[0].xenLine,
    kernelLine: `${entries[0].kernelLine} ${entryWord('previous')}`,
  };
  const before = previousSet(facts);
  if (JSON.stringify(before) === JSON.stringify(set)) return [];
  const short = noRoom(facts, set, before);
  if (short !== undefined) return short;
  const copies = Object.entries(set.files).map(([name, file]) => copy(facts, file, sources[name as keyof SetSources]));
  const manifest = fileChange(facts, {
    id: 'boot.previous.set',
    title: 'Note which set last verified green',
    path: previousPath,
    text: `${JSON.stringify(set, null, 2)}\n`,
    mode: 0o600,
  });
  const later = entryChanges(withSet(facts, manifest), answers);
  if (isRefusal(later)) return later;
  // Noted last: what is noted is taken for whole, its entry too.
  return [...copies, ...keepModules(set.kernel.release, before?.kernel.release), ...later, ...manifest];
}

const copy = (facts: Facts, { path, sha256 }: PreviousSet['files']['xen'], source: string): FileChange => ({
  kind: 'file',
  id: `boot.previous.${basename(path)}`,
  title: `Keep ${source}, which verified green`,
  path,
  content: { copyOf: source, sha256 },
  before: facts.files[path] === undefined ? null : undefined,
  disposable: true,
  mode: 0o755,
  uid: 0,
  gid: 0,
});

/** The facts as they are once the set is noted: the entry for it follows from that. */
function withSet(facts: Facts, manifest: readonly FileChange[]): Facts {
  const [change] = manifest;
  if (change?.content === null || change?.content === undefined || !('text' in change.content)) return facts;
  const { text } = change.content;
  return { ...facts, files: { ...facts.files, [previousPath]: { type: 'file', size: text.length, mode: 0o600, uid: 0, gid: 0, text } } };
}

/** Hard links take no room, and stay when pacman removes its own. Without pkgbase no hook takes them for an installed kernel. */
function keepModules(release: string, before: string | undefined): readonly Change[] {
  if (release === before) return [];
  const folder = keptModulesPath(release);
  const command = (id: string, title: string, argv: readonly string[], undo?: readonly string[]): Change => ({
    kind: 'command',
    id: `boot.previous.${id}`,
    title,
    argv,
    writes: [],
    ...(undo === undefined ? {} : { undo }),
    timeoutSeconds: 120,
  });
  const old =
    before === undefined
      ? []
      : [command('modules-old', `Let go of the modules of ${before}`, ['rm', '-rf', '--', keptModulesPath(before)])];
  return [
    {
      kind: 'directory',
      id: 'boot.previous.modules-folder',
      title: `Make ${keptModulesFolder}`,
      path: keptModulesFolder,
      present: true,
      mode: 0o755,
      uid: 0,
      gid: 0,
    },
    ...old,
    command(
      'modules-kept',
      `Keep the modules of ${release}, as hard links`,
      ['cp', '-alTf', '--', modulesPath(release), folder],
      ['rm', '-rf', '--', folder],
    ),
    command('modules-marks', 'Leave out what marks an installed kernel', ['rm', '-f', '--', `${folder}/pkgbase`, `${folder}/vmlinuz`]),
  ];
}

/** Free MiB that a kept set leaves on its volume. */
const spareMiB = 16;

function noRoom(facts: Facts, { files }: PreviousSet, before: PreviousSet | undefined): Refusal | undefined {
  const sizes = Object.values(files).map(({ bytes }) => bytes);
  const total = sizes.reduce((sum, bytes) => sum + bytes, 0);
  const there = Object.values(before?.files ?? {}).reduce((sum, { bytes }) => sum + bytes, 0);
  // Each file is made beside the old one, which goes when the new one is whole.
  const needed = Math.ceil((Math.max(0, total - there) + (before === undefined ? 0 : Math.max(...sizes))) / 2 ** 20) + spareMiB;
  const free = files.xen.path.startsWith(`${facts.boot.esp?.mount ?? '/nowhere'}/`) ? facts.boot.esp?.freeMiB : facts.disk.bootFreeMiB;
  if (free === undefined || free >= needed) return undefined;
  return {
    refused: `The set that verified green is not kept: ${needed} MiB are needed for it, and ${free} are free.`,
    hint: 'Make room where the kernels are, for example by removing fallback images; nothing else depends on it.',
  };
}
