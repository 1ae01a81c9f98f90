import { allGrubEntries, type GrubEntry } from '../../../formats/grub-cfg.ts';
import type { SyslinuxLabel } from '../../../formats/syslinux-cfg.ts';
import type { World } from '../core/world.ts';
import type { Attempt } from './attempt.ts';
import { readVariable } from './efi-variables.ts';
import { firmwareDecides, linuxByHand, startFirmware } from './firmware.ts';
import { chosenGrubEntry, readGrub, startGrubEntry } from './grub.ts';
import { startLimine } from './limine.ts';
import { startRefind } from './refind.ts';
import { chosenLabel, readSyslinux, startLabel } from './syslinux.ts';
import { chosenEntry, type Entry, loaderVolume, pickedLinux, startEntry } from './systemd-boot.ts';
import { xenEnds } from './xen-ends.ts';

/** How a start of the computer ended. */
export interface Boot extends Attempt {
  readonly loader: 'systemd-boot' | 'grub' | 'syslinux' | 'firmware' | 'other';
  /** What came before it without a key pressed, and each time ended in a restart. */
  readonly crashed: readonly string[];
  /** Why a person had to pick Linux in the menu; undefined: it went by itself. */
  readonly attended?: string | undefined;
}

/** A boot loader of this host: what it would start next, and Linux as a person would pick it. */
interface Loader {
  readonly name: Boot['loader'];
  readonly next: () => Promise<Attempt | undefined>;
  readonly linux: () => Promise<Attempt | undefined>;
}

const mostRestarts = 3;

/** What comes up when the host is restarted now. One-time choices are used up on the way. */
export async function nextBoot(world: World): Promise<Boot> {
  const loader = await loaderOf(world);
  const crashed: string[] = [];
  for (let restarts = 0; restarts <= mostRestarts; restarts += 1) {
    const attempt = await loader.next();
    if (attempt === undefined) return byHand(loader, crashed, 'the boot loader has no entry to start');
    if (attempt.problem !== undefined && attempt.comesBack === true) {
      crashed.push(`${attempt.entry}: ${attempt.problem}`);
      continue;
    }
    if (attempt.problem !== undefined) return byHand(loader, crashed, `${attempt.entry}: ${attempt.problem}`);
    const end = attempt.kind === 'xen' ? await xenEnds(world) : undefined;
    if (end === undefined) return { ...attempt, loader: loader.name, crashed };
    if (!end.restarts) return byHand(loader, crashed, `${attempt.entry}: ${end.words}`);
    if (end.restarts === 'unless-noreboot' && /(^|\s)noreboot(\s|=|$)/.test(attempt.xenOptions ?? ''))
      return byHand(loader, crashed, `${attempt.entry}: ${end.words}, and noreboot keeps it there`);
    crashed.push(`${attempt.entry}: ${end.words}`);
  }
  return byHand(loader, crashed, 'it restarted again and again');
}

async function byHand(loader: Loader, crashed: readonly string[], attended: string): Promise<Boot> {
  const linux = (await loader.linux()) ?? { entry: 'none', kind: 'linux' as const };
  return { ...linux, loader: loader.name, crashed, attended };
}

/** Loaders that the firmware's own entries start; the others are looked for by their files. */
const loaders = { refind: startRefind, limine: startLimine };

/** The firmware itself where it starts kernels or is told by BootNext; else the loader by LoaderInfo; without that, what is there. */
async function loaderOf(world: World): Promise<Loader> {
  if (await firmwareDecides(world)) {
    return { name: 'firmware', next: () => startFirmware(world, loaders), linux: () => linuxByHand(world, loaders) };
  }
  const info = await readVariable(world, 'LoaderInfo');
  const grub = await readGrub(world);
  const hasSystemdBoot = (await loaderVolume(world)) !== undefined;
  if (hasSystemdBoot && (info?.startsWith('systemd-boot') || grub === undefined)) {
    const start = (entry: Entry | undefined) => (entry === undefined ? undefined : startEntry(world, entry));
    return {
      name: 'systemd-boot',
      next: async () => start(await chosenEntry(world)),
      linux: async () => start(await pickedLinux(world)),
    };
  }
  const syslinux = grub === undefined ? await readSyslinux(world) : undefined;
  if (syslinux !== undefined) {
    const start = (label: SyslinuxLabel | undefined) => (label === undefined ? undefined : startLabel(world, syslinux, label));
    return {
      name: 'syslinux',
      next: async () => start(await chosenLabel(world, syslinux)),
      linux: async () => start(syslinux.cfg.labels.find(({ kernel }) => kernel !== undefined && !kernel.endsWith('.c32'))),
    };
  }
  if (grub === undefined) {
    const recorded = async (): Promise<Attempt> => ({ entry: 'recorded', kind: 'linux' });
    return { name: 'other', next: recorded, linux: recorded };
  }
  const isLinux = (entry: GrubEntry): boolean => entry.kind === 'menuentry' && entry.commands.some(([name]) => name?.startsWith('linux'));
  const start = (entry: GrubEntry | undefined) => (entry === undefined ? undefined : startGrubEntry(world, entry));
  return {
    name: 'grub',
    next: async () => start(await chosenGrubEntry(world, grub)),
    linux: async () => start(allGrubEntries(grub.entries).find(isLinux)),
  };
}
