import { basename, dirname } from 'node:path/posix';
import { checksumFiles, checksumOf, isChecksumFile } from '../domu/media/checksums.ts';
import { isoMarkers } from '../domu/media/iso-systems.ts';
import type { ChecksumFound, ImageFormat, Media, Medium } from '../domu/media/medium.ts';
import { type IsoEntry, type IsoExtent, isoDescriptors, isoSector, parseIsoDirectory, parseIsoVolume } from '../formats/iso9660.ts';
import type { System } from '../system/port.ts';
import { names, readText } from './reading.ts';
import { readTree } from './root-tree.ts';

/** What is at a path: looked at by its first bytes, and through the directories of an ISO. No mount, no other program. */
export async function readMedium(system: System, path: string): Promise<Medium> {
  const listed = await system.list(path);
  if (listed !== undefined) return readTree(system, path);
  const stat = await system.stat(path);
  const first = await system.read(path, { offset: 0, length: 1024 });
  if (stat === undefined || (first === undefined && stat.type !== 'other')) return { kind: 'none' };
  if (stat.type === 'other' || (first !== undefined && path.startsWith('/dev/'))) return { kind: 'device' };
  const bytes = stat.type === 'link' ? await sizeBehind(system, path) : stat.size;
  const head = Buffer.from(first ?? []);
  const iso = await readIso(system, path);
  if (iso !== undefined) return { kind: 'iso', bytes, iso };
  if (head.toString('latin1', 0x202, 0x206) === 'HdrS' || head.toString('latin1', 0, 4) === '\x7fELF') return { kind: 'kernel' };
  const format = imageFormat(head);
  if (format !== undefined) return { kind: 'image', format, bytes, virtualBytes: virtualBytes(head, format, bytes) };
  return { kind: 'other', detail: bytes === 0 ? 'an empty file' : 'neither an ISO, nor a disk image, nor a kernel' };
}

const magics: readonly (readonly [ImageFormat, string])[] = [
  ['qcow2', 'QFI\xfb'],
  ['vhd', 'conectix'],
  ['vmdk', 'KDMV'],
  ['vdi', '<<< '],
  ['xz', '\xfd7zXZ'],
  ['gzip', '\x1f\x8b'],
  ['zstd', '\x28\xb5\x2f\xfd'],
];

function imageFormat(head: Buffer): ImageFormat | undefined {
  const found = magics.find(([, magic]) => head.toString('latin1', 0, magic.length) === magic)?.[0];
  // A raw disk: a boot sector's mark, or GPT's in the sector after it.
  const raw = head.length >= 520 && (head.readUInt16LE(510) === 0xaa55 || head.toString('latin1', 512, 520) === 'EFI PART');
  return found ?? (raw ? 'raw' : undefined);
}

/** What the guest sees: of a qcow2 and a dynamic VHD the header says it, big-endian (VHD: the copy of the footer's current size). */
function virtualBytes(head: Buffer, format: ImageFormat, bytes: number): number {
  const offset = format === 'qcow2' ? 24 : format === 'vhd' ? 48 : undefined;
  return offset !== undefined && head.length >= offset + 8 ? Number(head.readBigUInt64BE(offset)) : bytes;
}

/** stat(2) does not follow links; a size behind one is found by coreutils. */
async function sizeBehind(system: System, path: string): Promise<number> {
  const { stdout } = await system.run(['stat', '-L', '-c', '%s', path]);
  return Number.parseInt(stdout, 10) || 0;
}

async function readIso(system: System, path: string): Promise<Extract<Medium, { kind: 'iso' }>['iso'] | undefined> {
  const descriptors = await system.read(path, { offset: isoDescriptors, length: 8 * isoSector });
  const volume = descriptors && parseIsoVolume(descriptors);
  if (volume === undefined) return undefined;
  const { root, ...told } = volume;
  const find = finder(system, path, root);
  const paths: string[] = [];
  for (const marker of isoMarkers) if ((await find(marker)) !== undefined) paths.push(marker);
  const info = await find('.disk/info');
  const text = info && (await system.read(path, { offset: info.sector * isoSector, length: Math.min(info.bytes, 200) }));
  return { ...told, paths, diskInfo: text && Buffer.from(text).toString('utf8').trim() };
}

/** Looks paths up on an ISO; names count without regard to case, as discs without Rock Ridge have capitals only. */
function finder(system: System, path: string, root: IsoExtent): (wanted: string) => Promise<IsoEntry | undefined> {
  const read = new Map<number, readonly IsoEntry[]>();
  const entries = async ({ sector, bytes }: IsoExtent): Promise<readonly IsoEntry[]> => {
    const known = read.get(sector);
    if (known !== undefined) return known;
    const content = await system.read(path, { offset: sector * isoSector, length: Math.min(bytes, 256 * isoSector) });
    const found = content === undefined ? [] : parseIsoDirectory(content);
    read.set(sector, found);
    return found;
  };
  return async (wanted) => {
    let at: IsoExtent = root;
    let entry: IsoEntry | undefined;
    for (const part of wanted.split('/')) {
      entry = (await entries(at)).find(({ name }) => name.toLowerCase() === part.toLowerCase());
      if (entry === undefined) return undefined;
      at = entry;
    }
    return entry;
  };
}

/** The publisher's checksum of a file, and its own. Reading a whole image takes its time: a minute for a few GiB. */
export async function readChecksum(system: System, path: string): Promise<Partial<ChecksumFound>> {
  const beside = (await names(system, dirname(path))).filter(isChecksumFile).map((name) => `${dirname(path)}/${name}`);
  for (const file of [...checksumFiles(path), ...beside]) {
    const stat = await system.stat(file);
    if (stat === undefined || stat.type === 'directory' || stat.size > 2 ** 20) continue;
    const found = checksumOf((await readText(system, file)) ?? '', file, path);
    if (found === undefined) continue;
    const { stdout, exit, ended } = await system.run([found.program, '-b', path], { timeoutSeconds: 1800 });
    const actual = ended === 'exit' && exit === 0 ? /[0-9a-f]{64,128}/.exec(stdout)?.[0] : undefined;
    return { checksum: { file: basename(file), algorithm: found.program.replace('sum', ''), expected: found.digest, actual } };
  }
  return {};
}

export async function readMedia(system: System, path: string): Promise<Media> {
  const medium = await readMedium(system, path);
  return medium.kind === 'iso' || medium.kind === 'image' ? { medium, ...(await readChecksum(system, path)) } : { medium };
}
