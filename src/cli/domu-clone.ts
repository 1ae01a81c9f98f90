import { ArchxenError, type ExitCode, exitCodes } from '../core/error.ts';
import { boundFiles, type ClonedDisk, clonedConfig, clonePlan, cloneTarget, writtenDisks } from '../domu/clone.ts';
import { configPath, guestNamePattern, reservedNames } from '../domu/guest.ts';
import { macFor } from '../domu/mac.ts';
import { isSeed } from '../domu/sources/seed.ts';
import { takenMacs, takenNames } from '../domu/surroundings.ts';
import type { System } from '../system/port.ts';
import { applyGuestPlan } from './domu-apply.ts';
import { refuseWithoutRoom } from './domu-clone-room.ts';
import { standingStill } from './domu-clone-still.ts';
import { readGuest } from './domu-list.ts';
import { readSurroundings } from './domu-read.ts';
import { refuseSaved } from './domu-saved.ts';
import { newPassword, stageText, unstage } from './domu-secrets.ts';
import type { Context } from './verb.ts';

/** `archxen domu clone NAME NEW`: a stopped guest with its disks, under another name and with other MAC addresses. */
export async function cloneGuest(context: Context, name: string, [copy, ...more]: readonly string[]): Promise<ExitCode> {
  const { system, out, facts } = context;
  if (copy === undefined || more.length > 0)
    throw new ArchxenError('usage', 'The copy needs one name.', { hint: `archxen domu clone ${name} ${name}2` });
  const guest = await readGuest(context, name);
  if (guest.running)
    throw new ArchxenError('guest-invalid', `${name} is running, so its disks change under a copy.`, {
      hint: `archxen domu stop ${name} first.`,
    });
  await refuseSaved(system, name, 'its disks lack what is only in that memory');
  const around = await readSurroundings(system, await facts());
  const config = around.configs.find(({ path }) => path === guest.config);
  if (config === undefined)
    throw new ArchxenError('guest-invalid', `${name} has no configuration to copy.`, { hint: 'archxen domu create makes a guest.' });
  const free = new RegExp(guestNamePattern).test(copy) && !takenNames(around).has(copy) && !reservedNames.includes(copy);
  if (!free || (await system.stat(configPath(copy))) !== undefined) {
    throw new ArchxenError('guest-invalid', `The name ${copy} cannot be used: it is taken, or no name for a guest.`, {
      hint: 'Choose another name.',
    });
  }
  const disks = await clonedDisks(system, config.text, copy);
  await refuseWithoutRoom(system, disks);
  const files = boundFiles(config.text, copy);
  const taken = new Set([...takenMacs(around, copy), ...config.macs]);
  const macOf = (index: number): string => {
    const mac = macFor(around.hostId, copy, index, taken);
    taken.add(mac);
    return mac;
  };
  const text = clonedConfig(config.text, copy, [...disks, ...files], macOf, newPassword());
  await stageText(system, copy, text);
  try {
    const original = { name, text: config.text, disks: disks.map(({ from }) => from) };
    await applyGuestPlan(context, clonePlan(copy, disks, files, text), standingStill(context, original));
  } finally {
    await unstage(system, copy);
  }
  const words = `${copy} is a copy of ${name}. Its host name inside is still that of ${name}. archxen domu start ${copy} starts it.`;
  out.say(words);
  const warnings = files.some(({ to }) => isSeed(to)) ? [boundToCard(name, copy)] : [];
  for (const warning of warnings) out.say(`WARN  ${warning}`);
  out.result({ changed: true, failed: false, msg: words, guest: copy, warnings });
  return exitCodes.ok;
}

/** cloud-init writes the network's settings by the card's MAC address, once for an instance-id. */
const boundToCard = (name: string, copy: string): string =>
  `cloud-init has set up the network of ${name} for its own MAC address. In ${copy} write the one of ${configPath(copy)} into the settings of its network (/etc/netplan, or what it has): archxen domu console ${copy}.`;

async function clonedDisks(system: System, text: string, copy: string): Promise<readonly ClonedDisk[]> {
  return Promise.all(
    writtenDisks(text).map(async (from, index) => {
      const volume = from.startsWith('/dev/') ? await volumeAt(system, from) : undefined;
      return { from, to: cloneTarget(from, index, copy, volume), volume };
    }),
  );
}

/** The volume of LVM at a path, by any of its names; undefined: it is none. */
async function volumeAt(system: System, path: string): Promise<ClonedDisk['volume']> {
  const { stdout, exit } = await system.run([
    ...['lvs', '--noheadings', '--units', 'b', '--nosuffix'],
    ...['-o', 'vg_name,lv_name,lv_size', path],
  ]);
  const [group, name, bytes] = stdout.trim().split(/\s+/);
  return exit === 0 && group && name && bytes ? { group, name, bytes: Number(bytes) } : undefined;
}
