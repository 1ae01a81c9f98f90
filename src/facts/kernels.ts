import { gunzipSync } from 'node:zlib';
import type { KernelFacts } from '../core/facts.ts';
import type { System } from '../system/port.ts';
import type { Notes } from './notes.ts';
import { exists, names, readLine, readText } from './reading.ts';

/** What a dom0 kernel needs, or may need (CONFIG_ left out). */
export const kernelOptions = [
  'XEN',
  'XEN_PV',
  'XEN_DOM0',
  'XEN_PV_DOM0',
  'XEN_BACKEND',
  'XEN_NETDEV_BACKEND',
  'XEN_BLKDEV_BACKEND',
  'XEN_EFI',
  'XEN_ACPI',
  'XENFS',
  'XEN_PRIVCMD',
  'XEN_GNTDEV',
  'XEN_DEV_EVTCHN',
  'BRIDGE',
  'BLK_DEV_LOOP',
  'TUN',
] as const;

type Config = NonNullable<KernelFacts['config']>;

/** A kernel configuration: `CONFIG_X=y`, `=m`, or absent; anything else counts as not set. */
export function parseKernelConfig(text: string): Config {
  const value = (option: string): 'y' | 'm' | 'n' => {
    const match = new RegExp(`^CONFIG_${option}=([ym])$`, 'm').exec(text);
    return match?.[1] === 'y' ? 'y' : match?.[1] === 'm' ? 'm' : 'n';
  };
  return Object.fromEntries(kernelOptions.map((option) => [`CONFIG_${option}`, value(option)]));
}

/** Arch's own kernels, which are built as dom0 kernels. */
const trusted = ['linux', 'linux-lts', 'linux-zen', 'linux-hardened'];

export async function readKernels(system: System, notes: Notes, running: string, esp: string | undefined): Promise<readonly KernelFacts[]> {
  const modules = '/usr/lib/modules';
  const releases = await names(system, modules);
  const machineId = await readLine(system, '/etc/machine-id');
  const kernels = await Promise.all(
    releases.map(async (release): Promise<readonly KernelFacts[]> => {
      const name = await readLine(system, `${modules}/${release}/pkgbase`);
      if (name === undefined || name === '') return [];
      const folder = esp === undefined || machineId === undefined ? [] : [`${esp}/${machineId}/${release}`];
      const places = [...new Set(['/boot', ...(esp === undefined ? [] : [esp])])];
      const [image, initramfs, config] = await Promise.all([
        firstThere(system, [...places.map((place) => `${place}/vmlinuz-${name}`), ...folder.map((path) => `${path}/linux`)]),
        firstThere(system, [...places.map((place) => `${place}/initramfs-${name}.img`), ...folder.map((path) => `${path}/initrd`)]),
        readConfig(system, { name, release, running: release === running }),
      ]);
      if (config.config === undefined) notes.add(`kernels.${name}.config`, whyUnknown(name));
      return [{ name, release, image, initramfs, ...config, running: release === running }];
    }),
  );
  if (kernels.flat().length === 0) notes.add('kernels', `no kernel package was found in ${modules}`);
  return kernels.flat().toSorted((a, b) => Number(b.running) - Number(a.running) || (a.name < b.name ? -1 : 1));
}

const whyUnknown = (name: string): string =>
  trusted.includes(name)
    ? `the configuration of ${name} could not be read; Arch builds this package with CONFIG_XEN_DOM0`
    : `the configuration of ${name} could not be read; install its headers so that it can be checked`;

async function firstThere(system: System, paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(system, path)) return path;
  return undefined;
}

async function readConfig(
  system: System,
  kernel: { readonly name: string; readonly release: string; readonly running: boolean },
): Promise<Pick<KernelFacts, 'config' | 'configSource'>> {
  const packed = kernel.running ? await readPacked(system, '/proc/config.gz') : undefined;
  if (packed !== undefined) return { config: parseKernelConfig(packed), configSource: '/proc/config.gz' };
  const modules = `/usr/lib/modules/${kernel.release}`;
  for (const path of [`${modules}/config`, `${modules}/build/.config`, `/boot/config-${kernel.release}`, `/boot/config-${kernel.name}`]) {
    const text = await readText(system, path);
    // A file that only says what GRUB's 20_linux_xen asks for is no configuration.
    if (text !== undefined && (text.match(/^CONFIG_/gm)?.length ?? 0) >= 5) return { config: parseKernelConfig(text), configSource: path };
  }
  return {};
}

async function readPacked(system: System, path: string): Promise<string | undefined> {
  try {
    const bytes = await system.read(path);
    return bytes && gunzipSync(bytes).toString('utf8');
  } catch {
    return undefined;
  }
}
