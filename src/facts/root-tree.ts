import type { Medium } from '../domu/media/medium.ts';
import type { System } from '../system/port.ts';
import { names, readText } from './reading.ts';

/** A directory that pacstrap, debootstrap or the like filled: the root file system of a guest to be. */
export async function readTree(system: System, path: string): Promise<Medium> {
  const release = (await readText(system, `${path}/etc/os-release`)) ?? (await readText(system, `${path}/usr/lib/os-release`));
  if (release === undefined) return { kind: 'other', detail: 'a directory without etc/os-release: no root tree' };
  const boot = await names(system, `${path}/boot`);
  const kernel = boot.find((name) => name.startsWith('vmlinuz'));
  const suffix = kernel?.slice('vmlinuz'.length) ?? '';
  const initramfs = [`initramfs${suffix}.img`, `initrd.img${suffix}`, `initramfs${suffix}`].find((name) => boot.includes(name));
  return {
    kind: 'tree',
    kernel: kernel && `${path}/boot/${kernel}`,
    initramfs: initramfs && `${path}/boot/${initramfs}`,
    os: /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(release)?.[1],
  };
}
