import { sha256 } from '../core/digest.ts';
import { mountOptions, type Part, parseBlkid, parseSfdisk } from '../domu/finish/disk-layout.ts';
import { type Installed, modulesFile } from '../domu/finish/installed.ts';
import type { System } from '../system/port.ts';
import { names, readText } from './reading.ts';

const linux = ['ext4', 'xfs', 'btrfs', 'ext3', 'ext2'];
const at = '/run/archxen/look';

/**
 * What is on a guest's disk, seen through a read-only mount that is gone again afterwards. A text: why it cannot be told.
 * Only a stopped guest's disk may be looked at.
 */
export async function readInstalled(system: System, disk: string): Promise<Installed | string> {
  const head = await system.read(disk, { offset: 0, length: 4 });
  if (head === undefined) return `${disk} is not there`;
  if (Buffer.from(head).toString('latin1') === 'QFI\xfb') return 'it is a qcow2 image, which dom0 cannot mount';
  const parts = parseSfdisk((await system.run(['sfdisk', '--json', disk])).stdout);
  let why = 'there is no Linux root file system on it';
  for (const part of parts) {
    const size = part.bytes === undefined ? [] : ['-S', String(part.bytes)];
    const { TYPE: fileSystem = '', UUID: uuid = '' } = parseBlkid(
      (await system.run(['blkid', '-p', '-O', String(part.offset), ...size, '-o', 'export', disk])).stdout,
    );
    if (!linux.includes(fileSystem)) continue;
    const found = await through(system, { disk, part, fileSystem, uuid });
    if (typeof found !== 'string') return found;
    why = found;
  }
  return why;
}

interface Found {
  readonly disk: string;
  readonly part: Part;
  readonly fileSystem: string;
  readonly uuid: string;
}

async function through(system: System, { disk, part, fileSystem, uuid }: Found): Promise<Installed | string> {
  for (const directory of ['/run', '/run/archxen', at]) await system.makeDirectory(directory, { mode: 0o755, uid: 0, gid: 0 });
  // A journal that was not closed is not replayed: nothing is written.
  const quiet = fileSystem.startsWith('ext') ? ['noload'] : fileSystem === 'xfs' ? ['norecovery'] : [];
  const options = mountOptions(part, 'ro', ...quiet);
  const { exit, stderr } = await system.run(['mount', '-t', fileSystem, '-o', options, disk, at], { timeoutSeconds: 60 });
  try {
    if (exit !== 0) return `its ${fileSystem} could not be mounted (${stderr.trim().split('\n')[0]})`;
    const subvolume = (await system.stat(`${at}/etc`)) === undefined && (await system.stat(`${at}/@/etc`)) !== undefined ? '@' : undefined;
    const root = subvolume === undefined ? at : `${at}/${subvolume}`;
    const release = (await readText(system, `${root}/etc/os-release`)) ?? (await readText(system, `${root}/usr/lib/os-release`));
    if (release === undefined) return 'there is no Linux root file system on it';
    const boot = await names(system, `${root}/boot`);
    const bootConfig = await readText(system, `${root}/boot/grub.cfg`);
    return {
      disk,
      root: part,
      uuid,
      fileSystem,
      os: /^ID="?([^"\n]*)"?$/m.exec(release)?.[1] ?? 'linux',
      subvolume,
      kernels: boot.filter((name) => /^vmlinuz/.test(name)),
      initramfs: boot.filter((name) => /^(initramfs|initrd)/.test(name)),
      hasGrub: (await system.stat(`${root}/boot/grub/grub.cfg`)) !== undefined,
      bootConfig: bootConfig === undefined ? undefined : sha256(bootConfig),
      mkinitcpio: (await system.stat(`${root}/etc/mkinitcpio.conf`)) !== undefined,
      modules: await readText(system, `${root}${modulesFile}`),
    };
  } finally {
    if (exit === 0) await system.run(['umount', at], { timeoutSeconds: 60 });
    await system.remove(at).catch(() => undefined);
  }
}
