import type { Surroundings } from './surroundings.ts';

/** Programs and firmware that guests need in dom0, at the places where Arch's packages put them. */
export const toolPaths = {
  deviceModel: ['/usr/lib/xen/bin/qemu-system-i386'],
  seabios: ['/usr/share/qemu/bios-256k.bin', '/usr/share/seabios/bios-256k.bin'],
  ovmf: ['/usr/lib/xen/boot/ovmf.bin'],
  pvhgrub: ['/usr/lib/xen/boot/pvhgrub', '/usr/lib/xen/bin/pvhgrub'],
  pvgrub64: ['/usr/lib/xen/boot/pvgrub64', '/usr/lib/xen/boot/pvgrub64.bin'],
  pygrub: ['/usr/lib/xen/bin/pygrub', '/usr/bin/pygrub'],
  bsdtar: ['/usr/bin/bsdtar'],
  qemuImg: ['/usr/bin/qemu-img'],
  lvcreate: ['/usr/bin/lvcreate', '/usr/sbin/lvcreate'],
  zfs: ['/usr/bin/zfs', '/usr/sbin/zfs'],
  chattr: ['/usr/bin/chattr'],
  mke2fs: ['/usr/bin/mke2fs', '/usr/sbin/mke2fs'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type Tool = keyof typeof toolPaths;

export const allToolPaths: readonly string[] = Object.values(toolPaths).flat();

/** Where a tool is on this host; undefined: it is not. */
export const toolAt = ({ files }: Pick<Surroundings, 'files'>, tool: Tool): string | undefined =>
  toolPaths[tool].find((path) => files[path] !== undefined);
