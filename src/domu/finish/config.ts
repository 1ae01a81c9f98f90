import { parseXlCfg, setXlKey, type XlValue, xlValue } from '../../formats/xl-cfg.ts';
import { parseXlDisk, type XlDisk } from '../xl-disk.ts';

/** How the guest starts from now on. */
export type Start =
  /** pvhgrub, pvgrub64: a small kernel that finds the real one. */
  | { readonly by: 'kernel'; readonly path: string }
  | { readonly by: 'bootloader'; readonly path: string }
  /** Kernel and initramfs copied out of the disk: to be copied again after an upgrade. */
  | { readonly by: 'copies'; readonly kernel: string; readonly initramfs: string; readonly extra: string }
  /** HVM: the firmware starts the disk. */
  | { readonly by: 'firmware' };

/** The configuration without the installer: kernel, ramdisk and extra, and the media that it read. All else stays byte by byte. */
export function finishedConfig(text: string, start: Start): string {
  const disks = xlValue(parseXlCfg(text), 'disk');
  const kept = Array.isArray(disks) ? disks.filter((item: XlValue) => !isMedium(item)) : undefined;
  let out = text;
  for (const key of ['ramdisk', 'extra', 'cmdline', 'root']) out = setXlKey(out, key, undefined);
  if (kept !== undefined && Array.isArray(disks) && kept.length !== disks.length) out = setXlKey(out, 'disk', kept);
  switch (start.by) {
    case 'kernel':
      return setXlKey(setXlKey(out, 'bootloader', undefined), 'kernel', start.path);
    case 'bootloader':
      return setXlKey(setXlKey(out, 'kernel', undefined), 'bootloader', start.path);
    case 'copies':
      out = setXlKey(setXlKey(out, 'bootloader', undefined), 'kernel', start.kernel);
      return setXlKey(setXlKey(out, 'extra', start.extra), 'ramdisk', start.initramfs);
    case 'firmware':
      return setXlKey(setXlKey(out, 'kernel', undefined), 'boot', 'c');
  }
}

/** An ISO that the guest only reads; the seed of a cloud image stays. */
export const isMedium = (item: XlValue): boolean =>
  typeof item === 'string' && /\.iso\b/i.test(item) && isReadOnly(parseXlDisk(item)) && !/seed\.iso/.test(item);

const isReadOnly = ({ devtype, access }: XlDisk): boolean => devtype === 'cdrom' || access === 'r' || access === 'ro';

/** Is the guest set up to start an installer? */
export function hasMedium(text: string): boolean {
  const disks = xlValue(parseXlCfg(text), 'disk');
  return Array.isArray(disks) && disks.some((item) => isMedium(item));
}
