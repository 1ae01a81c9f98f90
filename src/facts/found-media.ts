import type { System } from '../system/port.ts';
import { names } from './reading.ts';

/** Where people put installation media. */
const directories = ['/var/lib/xen/images', '/var/lib/xen/iso', '/var/lib/libvirt/images', '/srv/iso', '/root', '/root/Downloads'];

/** ISOs and cloud images in the usual places; the seeds that archxen makes are none. */
export async function findMedia(system: System): Promise<readonly string[]> {
  const found: string[] = [];
  for (const directory of directories) {
    const fitting = (await names(system, directory)).filter(
      (name) => (/\.iso$/i.test(name) && !/seed\.iso$/.test(name)) || /(cloud|generic|openstack).*\.(qcow2|img|raw)$/i.test(name),
    );
    found.push(...fitting.map((name) => `${directory}/${name}`));
  }
  return found;
}
