import { sha256 } from '../core/digest.ts';
import type { FileFacts } from '../core/facts.ts';
import { isWatched } from '../core/watched.ts';
import type { Stat, System } from '../system/port.ts';
import { withImages } from './efi-images.ts';
import { isText, magicLength, magicOf } from './magic.ts';
import type { Notes } from './notes.ts';
import { messageOf } from './reading.ts';

const maximumText = 256 * 1024;
const maximumDepth = 5;
const maximumEntries = 2000;

/** Folders below which core/watched.ts watches files, and how deep. */
const folders: Readonly<Record<string, number>> = {
  '/boot': maximumDepth,
  '/efi': maximumDepth,
  '/etc': 1,
  '/etc/default': 1,
  '/etc/grub.d': 1,
  '/etc/kernel': 1,
  '/etc/kernels': 1,
  '/etc/netctl': 1,
  '/etc/systemd/network': 1,
  '/etc/pacman.d/hooks': 1,
  '/etc/modules-load.d': 1,
  '/etc/motd.d': 1,
  '/etc/systemd/system': 2,
  '/etc/xen': 2,
  '/etc/conf.d': 1,
  '/etc/profile.d': 1,
  '/usr/lib/archxen': 2,
  '/usr/lib/modules': 1,
  '/usr/lib/syslinux/bios': 1,
  '/var/lib/archxen/guests': 2,
  '/var/lib/archxen/boot': 3,
};

/** GRUB's modules and translations: hundreds of files that nobody edits, so only their names and sizes are read. */
const notLookedInto = /\.(mod|mo|lst|module|pf2)$/;

/** No texts, but a plan copies them or asks whether they are the same: archxen's own program, and modules of Syslinux. */
const compared = /^\/usr\/lib\/archxen\/|\/(mboot|libcom32)\.c32$/;

export type Files = Readonly<Record<string, FileFacts>>;

/** Every watched file that is there. */
export async function readFiles(system: System, notes: Notes): Promise<Files> {
  const lists = await Promise.all(Object.entries(folders).map(([folder, depth]) => readFolder(system, notes, folder, depth)));
  return withImages(system, Object.fromEntries(lists.flat().toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

type Entry = readonly [string, FileFacts];

async function readFolder(system: System, notes: Notes, folder: string, depth: number): Promise<readonly Entry[]> {
  const found: Entry[] = [];
  const own = await readEntry(system, notes, folder);
  if (own === undefined) return [];
  if (isWatched(folder)) found.push([folder, own]);
  let level = [folder];
  for (let at = 0; at < depth && level.length > 0; at++) {
    const paths = (
      await Promise.all(level.map(async (path) => (await listFolder(system, notes, path)).map((name) => `${path}/${name}`)))
    ).flat();
    const wanted = paths.filter(isWatched).slice(0, maximumEntries - found.length);
    if (wanted.length < paths.filter(isWatched).length) {
      notes.add('files', `${folder} has more than ${maximumEntries} files; the rest was not read`);
    }
    const entries = (
      await Promise.all(
        wanted.map(async (path): Promise<readonly Entry[]> => {
          const entry = await readEntry(system, notes, path);
          return entry === undefined ? [] : [[path, entry]];
        }),
      )
    ).flat();
    found.push(...entries);
    level = entries.filter(([, { type }]) => type === 'directory').map(([path]) => path);
  }
  return found;
}

/** A folder that may not be read (an ESP mounted with fmask=0077, to another than root) is not the same as an empty one. */
async function listFolder(system: System, notes: Notes, path: string): Promise<readonly string[]> {
  try {
    return (await system.list(path)) ?? [];
  } catch (error) {
    notes.add('files', `${path} could not be read, so what is in it is not known: ${messageOf(error)}`);
    return [];
  }
}

async function readEntry(system: System, notes: Notes, path: string): Promise<FileFacts | undefined> {
  try {
    const stat = await system.stat(path);
    if (stat === undefined) return undefined;
    const { type, size, mode, uid, gid } = stat;
    const facts: FileFacts = { type, size, mode, uid, gid };
    if (type === 'link') return { ...facts, target: stat.target };
    return type === 'file' && !notLookedInto.test(path) ? { ...facts, ...(await readContent(system, notes, path, stat)) } : facts;
  } catch (error) {
    notes.add('files', `${path} could not be read: ${messageOf(error)}`);
    return undefined;
  }
}

async function readContent(system: System, notes: Notes, path: string, stat: Stat): Promise<Pick<FileFacts, 'text' | 'sha256' | 'magic'>> {
  try {
    const head = await system.read(path, { offset: 0, length: magicLength });
    if (head === undefined) return {};
    if (compared.test(path)) return { sha256: sha256((await system.read(path)) ?? new Uint8Array()), magic: magicOf(head) };
    if (stat.size > maximumText || !isText(head, stat.size <= head.length)) return { magic: magicOf(head) };
    const bytes = stat.size <= head.length ? head : await system.read(path);
    if (bytes === undefined || !isText(bytes, true)) return { magic: magicOf(head) };
    const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
    const digest = sha256(bytes);
    // A WireGuard key is nobody's business: facts are shown and may be passed on.
    if (path.endsWith('.netdev') && /^\s*(PrivateKey|PresharedKey)\s*=/m.test(text)) return { sha256: digest };
    return { text, sha256: digest };
  } catch (error) {
    notes.add('files', `${path} could not be read: ${messageOf(error)}`);
    return {};
  }
}
