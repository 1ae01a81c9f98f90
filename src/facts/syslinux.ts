import type { SyslinuxFacts } from '../core/facts-boot.ts';
import { advBytes, advMenuSave, advOnce, parseAdv } from '../formats/syslinux-adv.ts';
import type { System } from '../system/port.ts';
import type { Device } from './devices.ts';
import { deviceOf } from './esp.ts';
import { type Mount, mountOf } from './mounts.ts';

const folders = ['/boot/syslinux', '/boot/extlinux'];

/** The installed Syslinux: where it is, and what it remembers at the end of its ldlinux.sys. Undefined: there is none. */
export async function readSyslinux(
  system: System,
  mounts: readonly Mount[],
  devices: readonly Device[],
): Promise<SyslinuxFacts | undefined> {
  for (const folder of folders) {
    const core = `${folder}/ldlinux.sys`;
    const stat = await system.stat(core);
    if (stat?.type !== 'file') continue;
    const end = stat.size < 2 * advBytes ? undefined : await system.read(core, { offset: stat.size - 2 * advBytes, length: 2 * advBytes });
    const start = Buffer.from((await system.read(core, { offset: 0, length: 64 })) ?? []).toString('latin1');
    const version = /SYSLINUX (\d\S*)/.exec(start)?.[1];
    const adv = end && (parseAdv(end) ?? parseAdv(end.subarray(advBytes)));
    const reason = whyNotRemembered(mountOf(mounts, folder), devices) ?? (adv === undefined ? 'its auxiliary data are damaged' : undefined);
    return { folder, version, writableAtBoot: reason === undefined, reason, once: adv?.get(advOnce), saved: adv?.get(advMenuSave) };
  }
  return undefined;
}

/** extlinux keeps its data within ldlinux.sys on ext and FAT only, and at boot one disk of a RAID would be written. */
function whyNotRemembered(mount: Mount | undefined, devices: readonly Device[]): string | undefined {
  if (mount === undefined) return 'it is not known what it lies on';
  if (!/^(ext[234]|vfat|msdos)$/.test(mount.fstype)) return `it lies on ${mount.fstype}, where archxen cannot read what it remembers`;
  const layers = devices.length === 0 ? undefined : deviceOf(devices, mount.device)?.layers;
  if (layers?.some((type) => type.startsWith('raid'))) return 'it lies on a RAID, of which Syslinux writes one disk only';
  return undefined;
}
