import { plantPaths } from '../../recorded.ts';
import { readText, removeAll, writeText } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { type BootRecord, recordedUnderXen } from './record.ts';

/** What the kernel shows, and what differs in it between Linux and a dom0. */
const shown = [
  '/proc/cpuinfo',
  '/proc/meminfo',
  '/proc/modules',
  '/proc/xen',
  '/sys/hypervisor',
  '/sys/firmware/acpi/tables',
  '/sys/class/iommu',
  '/sys/kernel/iommu_groups',
];

/** Makes /proc and /sys those of this boot. */
export async function showKernel(world: World, boot: BootRecord, bootId: string): Promise<void> {
  const { files } = world;
  for (const path of shown) await removeAll(files, path);
  await plantPaths(world.host, files, shown);
  await writeText(files, '/proc/cmdline', `${boot.commandLine}\n`);
  await writeText(files, '/proc/sys/kernel/random/boot_id', `${bootId}\n`);
  await writeText(files, '/proc/uptime', '41.07 150.20\n');
  if (boot.kind === 'xen') await showXen(world, boot);
  if (boot.kind === 'linux' && recordedUnderXen(world)) await hideXen(world);
}

async function showXen(world: World, boot: BootRecord): Promise<void> {
  const { files } = world;
  const [major = '4', minor = '0', patch = '0'] = boot.xenVersion.split('.');
  const texts: Readonly<Record<string, string>> = {
    '/sys/hypervisor/type': 'xen',
    '/sys/hypervisor/uuid': '00000000-0000-0000-0000-000000000000',
    '/sys/hypervisor/guest_type': 'PV',
    '/sys/hypervisor/version/major': major,
    '/sys/hypervisor/version/minor': minor,
    '/sys/hypervisor/version/extra': `.${patch}-1arch`,
    '/sys/hypervisor/properties/features': '000228f0',
    '/sys/hypervisor/properties/capabilities': 'xen-3.0-x86_64 hvm-3.0-x86_32 hvm-3.0-x86_32p hvm-3.0-x86_64',
  };
  for (const [path, text] of Object.entries(texts)) await writeText(files, path, `${text}\n`);
  await files.makeDirectory('/proc/xen', { mode: 0o555, uid: 0, gid: 0 });
  await renameTable(world, 'DMAR', 'RMAD');
  for (const path of ['/sys/class/iommu', '/sys/kernel/iommu_groups']) {
    await removeAll(files, path);
    await files.makeDirectory(path, { mode: 0o755, uid: 0, gid: 0 });
  }
  if (!recordedUnderXen(world)) {
    const cpus = (await readText(files, '/proc/cpuinfo')) ?? '';
    await writeText(files, '/proc/cpuinfo', dom0Cpus(cpus, boot.vcpus));
    const modules = ((await readText(files, '/proc/modules')) ?? '').split('\n').filter((line) => !/^(kvm|irqbypass)/.test(line));
    await writeText(
      files,
      '/proc/modules',
      ['xen_gntdev 49152 1 - Live 0x0', 'xen_evtchn 16384 2 - Live 0x0', 'xenfs 16384 1 - Live 0x0', ...modules].join('\n'),
    );
  }
  await writeText(files, '/proc/meminfo', memory(boot.dom0MiB));
}

/** A dom0 of the record seen as the Linux it would be without Xen. */
async function hideXen(world: World): Promise<void> {
  const { files, model } = world;
  for (const path of ['/proc/xen', '/sys/hypervisor']) await removeAll(files, path);
  await files.makeDirectory('/sys/hypervisor', { mode: 0o755, uid: 0, gid: 0 });
  await renameTable(world, 'RMAD', 'DMAR');
  await writeText(files, '/proc/meminfo', memory(model.memoryMiB));
  const flag = !model.virtualisation ? '' : model.cpuVendor === 'intel' ? ' vmx' : ' svm';
  const cpus = ((await readText(files, '/proc/cpuinfo')) ?? '').replaceAll(
    /^(flags\s*:.*)$/gm,
    (line: string) => line.replace(' hypervisor', '') + flag,
  );
  await writeText(files, '/proc/cpuinfo', cpus);
}

async function renameTable({ files }: World, from: string, to: string): Promise<void> {
  const folder = '/sys/firmware/acpi/tables';
  const table = await files.read(`${folder}/${from}`);
  if (table === undefined) return;
  await files.remove(`${folder}/${from}`);
  await files.write(`${folder}/${to}`, table, { mode: 0o400, uid: 0, gid: 0 });
}

/** A PV dom0 sees its own vCPUs, without the flags of hardware virtualisation. */
function dom0Cpus(text: string, vcpus: number): string {
  const blocks = text.split(/\n\n+/).filter((block) => block.trim() !== '');
  const own = Array.from({ length: vcpus }, (_, n) => blocks[n] ?? (blocks[0] ?? '').replace(/^(processor\s*:) \d+/m, `$1 ${n}`));
  const seen = own.map((block) =>
    block.replaceAll(/^(flags\s*:.*)$/gm, (line: string) => `${line.replaceAll(/ (vmx|svm)\b/g, '')} hypervisor`),
  );
  return `${seen.join('\n\n')}\n\n`;
}

/** Linux keeps some of the memory to itself. */
function memory(mib: number): string {
  const line = (key: string, kib: number): string => `${`${key}:`.padEnd(16)}${String(Math.floor(kib)).padStart(9)} kB\n`;
  const total = mib * 1024 * 0.97;
  return (
    line('MemTotal', total) + line('MemFree', total * 0.7) + line('MemAvailable', total * 0.85) + line('SwapTotal', 0) + line('SwapFree', 0)
  );
}
