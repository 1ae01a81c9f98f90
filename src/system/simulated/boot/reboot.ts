import { sha256 } from '../../../core/digest.ts';
import { dom0MaximumVcpus, dom0MemoryMiB } from '../../../xen/dom0-memory.ts';
import { plantPaths } from '../../recorded.ts';
import { readText, removeAll } from '../core/files.ts';
import type { World } from '../core/world.ts';
import { recordedNetwork } from '../network/links.ts';
import { startNetctl } from '../network/netctl.ts';
import { startNetworkManager } from '../network/network-manager.ts';
import { reloadNetworkd } from '../network/networkd.ts';
import { readDatabase } from '../packages/database.ts';
import { activeState, bootUnits, setActive } from '../systemd/activity.ts';
import { readVariable, setVariable } from './efi-variables.ts';
import { showKernel } from './kernel-view.ts';
import { type Boot, nextBoot } from './next-boot.ts';
import { type BootRecord, bootRecord } from './record.ts';

/** Restarts the host: what boots is decided by the files, and then the host is as after that boot. */
export async function reboot(world: World): Promise<BootRecord> {
  const { files } = world;
  const bootId = nextBootId((await readText(files, '/proc/sys/kernel/random/boot_id')) ?? '');
  const boot = await nextBoot(world);
  const record = await recordOf(world, boot);
  for (const name of (await files.list('/run')) ?? []) await removeAll(files, `/run/${name}`);
  await plantPaths(world.host, files, ['/run']);
  await bootRecord.set(files, record);
  if (boot.loader === 'systemd-boot' && (await readVariable(world, 'LoaderInfo')) !== undefined) {
    await setVariable(world, 'LoaderEntrySelected', boot.entry);
  }
  await showKernel(world, record, bootId);
  const known = new Set(recordedNetwork(world).links.map(({ ifname }) => ifname));
  for (const name of (await files.list('/sys/class/net')) ?? []) if (!known.has(name)) await removeAll(files, `/sys/class/net/${name}`);
  await bootUnits(world);
  if (record.kind === 'xen') await recordDom0(world);
  await startNetworkManager(world, recordedNetwork(world));
  // networkd may make a bridge beside what netctl has.
  await reloadNetworkd(world, (await startNetctl(world, recordedNetwork(world))) ?? recordedNetwork(world));
  if (record.kind === 'xen' && world.model.xenBoot === 'red') await setActive(world, 'xenconsoled.service', 'failed');
  await startGuests(world);
  return record;
}

/** xen-init-dom0 leaves libxl's record of dom0, which belongs to no package. */
async function recordDom0({ files }: World): Promise<void> {
  const directory = '/var/lib/xen';
  if ((await files.stat('/usr/bin/xl')) === undefined) return;
  if ((await files.stat(directory)) === undefined) await files.makeDirectory(directory, { mode: 0o755, uid: 0, gid: 0 });
  const record = new TextEncoder().encode('{"c_info":{"type":"pv","name":"Domain-0"}}');
  await files.write(`${directory}/userdata-d.0.00000000-0000-0000-0000-000000000000.libxl-json`, record, { mode: 0o600, uid: 0, gid: 0 });
}

async function recordOf(world: World, boot: Boot): Promise<BootRecord> {
  const recorded = world.host.files['/proc/cmdline'];
  const xenOptions = boot.xenOptions ?? '';
  const installed = (await readDatabase(world))['xen']?.version ?? '4.21.2-1';
  return {
    kind: boot.kind,
    entry: boot.entry,
    commandLine: boot.commandLine ?? (typeof recorded === 'string' ? recorded.trim() : ''),
    xenOptions,
    xenVersion: boot.kind === 'xen' ? installed.replace(/-.*$/, '') : '',
    // Without dom0_mem Xen gives dom0 nearly all there is.
    dom0MiB: Math.min(dom0MemoryMiB(xenOptions) ?? world.model.memoryMiB - 512, world.model.memoryMiB - 256),
    vcpus: Math.min(dom0MaximumVcpus(xenOptions) ?? world.model.cpus, world.model.cpus),
    crashed: boot.crashed,
    attended: boot.attended ?? '',
  };
}

/** Another id each time, and the same ones in the same order: a rehearsal can be repeated. */
function nextBootId(before: string): string {
  const hex = sha256(`boot after ${before.trim()}`);
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-');
}

/** xendomains starts the guests in /etc/xen/auto. */
async function startGuests(world: World): Promise<void> {
  if ((await activeState(world, 'xendomains.service')) !== 'active') return;
  for (const name of (await world.files.list('/etc/xen/auto')) ?? []) await world.run(['xl', 'create', `/etc/xen/auto/${name}`]);
}
