import { dirname, extname } from 'node:path/posix';
import type { Change } from '../core/change.ts';
import { sha256 } from '../core/digest.ts';
import { ArchxenError } from '../core/error.ts';
import { makePlan, type Plan } from '../core/plan.ts';
import { parseXlCfg, setXlKey, type XlValue, xlValue } from '../formats/xl-cfg.ts';
import { masked } from './edit.ts';
import { configPath } from './guest.ts';
import { stagedConfig } from './plan.ts';

/** A disk of the original and its copy. */
export interface ClonedDisk {
  readonly from: string;
  readonly to: string;
  /** Of a volume of LVM: its group and size, which its copy gets too. */
  readonly volume?: { readonly group: string; readonly name: string; readonly bytes: number } | undefined;
}

/** Where the copy of a disk lies: a file beside the original, a volume in the same group. */
export function cloneTarget(from: string, index: number, name: string): string {
  const number = index === 0 ? '' : `-${index + 1}`;
  if (from.startsWith('/dev/')) return `${dirname(from)}/${name}${number}`;
  return `${dirname(from)}/${name}${number}${extname(from) || '.img'}`;
}

/** The configuration of a copy: its own name, disks, MAC addresses and password; no uuid, which xl makes anew. */
export function clonedConfig(text: string, name: string, disks: readonly ClonedDisk[], macs: readonly string[], password: string): string {
  const cfg = parseXlCfg(text);
  const list = (key: string): readonly XlValue[] => {
    const value = xlValue(cfg, key);
    return Array.isArray(value) ? value : [];
  };
  const disk = list('disk').map((item) => {
    const found = disks.find(({ from }) => typeof item === 'string' && item.includes(from));
    return found === undefined || typeof item !== 'string' ? item : item.replace(found.from, found.to);
  });
  const vif = list('vif').map((item, index) => {
    if (typeof item !== 'string') return item;
    const rest = item.split(',').filter((part) => !/^\s*mac=/.test(part));
    return [`mac=${macs[index]}`, ...rest.map((part) => part.trim())].filter((part) => part !== '').join(', ');
  });
  let out = setXlKey(text, 'name', name);
  out = setXlKey(out, 'disk', disk);
  out = setXlKey(out, 'vif', vif);
  out = setXlKey(out, 'uuid', undefined);
  return xlValue(cfg, 'vncpasswd') === undefined ? out : setXlKey(out, 'vncpasswd', password);
}

/** Copies the disks and writes the configuration; it is the copy's own run, and is removed like any guest. */
export function clonePlan(name: string, disks: readonly ClonedDisk[], text: string): Plan {
  const changes: readonly Change[] = [
    ...disks.flatMap((disk, index) => diskChanges(disk, `guest.${name}.disk${index}`)),
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

function diskChanges({ from, to, volume }: ClonedDisk, id: string): readonly Change[] {
  const common = { kind: 'command' as const, writes: [], timeoutSeconds: 7200 };
  if (volume === undefined) {
    if (from.startsWith('/dev/')) {
      throw new ArchxenError('guest-invalid', `${from} is a device of this host, and there is no second one to copy it to.`, {
        hint: 'Clone guests whose disks are files or volumes of LVM.',
      });
    }
    return [
      {
        ...common,
        id,
        title: `Copy the disk ${from} to ${to}`,
        why: 'where the file system can (btrfs, XFS), both share what is the same',
        argv: ['cp', '--reflink=auto', '--sparse=always', '--', from, to],
        creates: to,
        undo: ['rm', '-f', to],
      },
    ];
  }
  const name = to.split('/').at(-1) ?? '';
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
