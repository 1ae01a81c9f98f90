import { basename, dirname, extname } from 'node:path/posix';
import type { Change } from '../core/change.ts';
import { sha256 } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import { parseXlCfg, setXlKey, type XlValue, xlValue } from '../formats/xl-cfg.ts';
import { readDiskSpec } from './disk-spec.ts';
import { masked } from './edit.ts';
import { bootDirectory, configPath } from './guest.ts';
import { stagedConfig } from './plan.ts';
import { isSeed, seedPath } from './sources/seed.ts';

/** A disk, or another file, of the original and its copy. */
export interface ClonedDisk {
  readonly from: string;
  readonly to: string;
  /** Of a volume of LVM: its group and size, which its copy gets too. */
  readonly volume?: { readonly group: string; readonly name: string; readonly bytes: number } | undefined;
}

/** Where the copy of a disk lies: a file beside the original, a volume in the same group, by the path that lvcreate(8) makes. */
export function cloneTarget(from: string, index: number, name: string, volume: ClonedDisk['volume']): string {
  const own = index === 0 ? name : `${name}-${index + 1}`;
  return volume === undefined ? `${dirname(from)}/${own}${extname(from) || '.img'}` : `/dev/${volume.group}/${own}`;
}

/** Disks that the guest writes to. A medium that is only read is shared. */
export const writtenDisks = (text: string): readonly string[] =>
  strings(text, 'disk')
    .map(readDiskSpec)
    .flatMap(({ target, readOnly }) => (readOnly ? [] : (target ?? [])));

/** A kernel, initramfs or seed that lies in the host for the original alone, and goes when that is removed. */
export function boundFiles(text: string, name: string): readonly ClonedDisk[] {
  const cfg = parseXlCfg(text);
  const kernels = bootKeys.flatMap((key) => {
    const from = xlValue(cfg, key);
    const own = typeof from === 'string' && from.startsWith(`${dirname(bootDirectory(name))}/`);
    return own ? [{ from, to: `${bootDirectory(name)}/${basename(from)}` }] : [];
  });
  const seed = strings(text, 'disk')
    .map(readDiskSpec)
    .find(({ target, readOnly }) => readOnly && isSeed(target))?.target;
  return [...kernels, ...(seed === undefined ? [] : [{ from: seed, to: seedPath(name) }])];
}

/** The configuration of a copy: its own name, disks, files, MAC addresses and password; no uuid, which xl makes anew. */
export function clonedConfig(
  text: string,
  name: string,
  copies: readonly ClonedDisk[],
  macOf: (index: number) => string,
  password: string,
): string {
  const cfg = parseXlCfg(text);
  const copyOf = (path: unknown): string | undefined => copies.find(({ from }) => from === path)?.to;
  const disk = list(text, 'disk').map((item) => {
    if (typeof item !== 'string') return item;
    const { before, target, after } = readDiskSpec(item);
    const to = copyOf(target);
    return to === undefined ? item : before + to + after;
  });
  // One that has no address gets another from xl at each start anyway.
  const vif = list(text, 'vif').map((item, index) =>
    typeof item === 'string' ? item.replace(/((?:^|,)\s*mac=)[^,]*/i, (_, key: string) => key + macOf(index)) : item,
  );
  let out = setXlKey(text, 'name', name);
  if (disk.length > 0) out = setXlKey(out, 'disk', disk);
  if (vif.length > 0) out = setXlKey(out, 'vif', vif);
  for (const key of bootKeys) {
    const to = copyOf(xlValue(cfg, key));
    if (to !== undefined) out = setXlKey(out, key, to);
  }
  out = setXlKey(out, 'uuid', undefined);
  return xlValue(cfg, 'vncpasswd') === undefined ? out : setXlKey(out, 'vncpasswd', password);
}

const bootKeys = ['kernel', 'ramdisk'];

const list = (text: string, key: string): readonly XlValue[] => {
  const value = xlValue(parseXlCfg(text), key);
  return Array.isArray(value) ? value : [];
};
const strings = (text: string, key: string): readonly string[] => list(text, key).filter((item) => typeof item === 'string');

/** Copies the disks and writes the configuration; it is the copy's own run, and is removed like any guest. */
export function clonePlan(name: string, disks: readonly ClonedDisk[], files: readonly ClonedDisk[], text: string): Plan {
  const boot = bootDirectory(name);
  const changes: readonly Change[] = [
    ...disks.flatMap((disk, index) => diskChanges(disk, `guest.${name}.disk${index}`)),
    ...(files.some(({ to }) => dirname(to) === boot) ? [makeDirectory(boot, `guest.${name}.source0`)] : []),
    ...files.map((file, index) => ({
      ...copyFile(file, `guest.${name}.source${index + 1}`, `Copy ${file.from} to ${file.to}`),
      why: 'the one of the original goes when that is removed',
    })),
    {
      kind: 'file',
      id: `guest.${name}.config`,
      title: `Write the configuration of the guest ${name}`,
      path: configPath(name),
      content: { copyOf: stagedConfig(name), sha256: sha256(text), shown: masked(text) },
      before: null,
      mode: 0o600,
      uid: 0,
      gid: 0,
    },
  ];
  return makePlan({ purpose: 'guest', answers: null, changes, reboot: { needed: false } });
}

const makeDirectory = (path: string, id: string): Change => ({
  kind: 'directory',
  id,
  title: `Make the directory ${path}`,
  path,
  present: true,
  mode: 0o755,
  uid: 0,
  gid: 0,
});

const common = { kind: 'command' as const, writes: [], timeoutSeconds: 7200 };

const copyFile = ({ from, to }: ClonedDisk, id: string, title: string): Change => ({
  ...common,
  id,
  title,
  argv: ['cp', '--reflink=auto', '--sparse=always', '--', from, to],
  creates: to,
  undo: ['rm', '-f', to],
});

function diskChanges(disk: ClonedDisk, id: string): readonly Change[] {
  const { from, to, volume } = disk;
  if (volume === undefined) {
    const hint = 'Clone guests whose disks are files or volumes of LVM.';
    if (from.startsWith('/dev/'))
      throw new ArchxenError('guest-invalid', `${from} is a device of this host, and there is no second one to copy it to.`, { hint });
    // What a script of the block kind makes a disk of: iSCSI, DRBD.
    if (!from.startsWith('/')) throw new ArchxenError('guest-invalid', `${from} is no file of this host.`, { hint });
    const why = 'where the file system can (btrfs, XFS), both share what is the same';
    return [{ ...copyFile(disk, id, `Copy the disk ${from} to ${to}`), why }];
  }
  const name = basename(to);
  return [
    {
      ...common,
      id,
      title: `Make the logical volume ${name} in ${volume.group}`,
      argv: ['lvcreate', '-y', '-q', '-W', 'y', '-L', `${volume.bytes}B`, '-n', name, volume.group],
      creates: to,
      undo: ['lvremove', '-y', '-q', `${volume.group}/${name}`],
    },
    {
      ...common,
      id: `${id}.1`,
      title: `Copy ${from} to ${to}`,
      argv: ['dd', `if=${from}`, `of=${to}`, 'bs=4M', 'conv=fsync', 'status=none'],
    },
  ];
}
