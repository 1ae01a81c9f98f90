import type { Check } from '../core/check.ts';
import { bridgesOf, hostCpus } from './defaults.ts';
import { diskChecks, diskRoom, diskTarget } from './disks/index.ts';
import { autostartPath, configPath, type Guest, type GuestVif, reservedNames } from './guest.ts';
import { kinds } from './kinds.ts';
import { mostMiB, neededMiB } from './memory.ts';
import { pciChecks } from './pci/check.ts';
import { sourceChecks } from './sources/index.ts';
import { type Surroundings, takenMacs } from './surroundings.ts';

/** Can this guest be made and run on this host? A `fail` refuses it before anything is changed. */
export function guestChecks(guest: Guest, around: Surroundings): readonly Check[] {
  return [
    nameCheck(guest, around),
    kindCheck(guest, around),
    ...sourceChecks(guest, around),
    memoryCheck(guest, around),
    vcpusCheck(guest, around),
    ...guest.disks.flatMap((disk, index) => diskChecks(disk, index, around)),
    ...diskRoom(guest.disks, around),
    ...twice('guest.disks', 'Disks', guest.disks.map(diskTarget)),
    ...bridgeCheck(guest, around),
    ...guest.vifs.flatMap((vif, index) => vifChecks(guest.name, vif, index, around)),
    ...twice(
      'guest.macs',
      'Network',
      guest.vifs.map(({ mac }) => mac),
    ),
    ...pciChecks(guest, around),
    ...(guest.autostart ? [autostartCheck(around)] : []),
  ];
}

function nameCheck({ name }: Guest, { configs, facts, files }: Surroundings): Check {
  const base = { id: 'guest.name', title: 'Name' };
  const other = configs.find((config) => config.name === name || config.path === configPath(name));
  if (other !== undefined) {
    return { ...base, state: 'fail', detail: `The name ${name} is taken: ${other.path}.`, hint: 'Choose another name.' };
  }
  if (reservedNames.includes(name))
    return { ...base, state: 'fail', detail: `${name} is a word of archxen domu.`, hint: 'Choose another name.' };
  // efi-xen.cfg, cpupool and such: files of xl and Xen that name no guest.
  const path = [configPath(name), autostartPath(name)].find((each) => files[each] !== undefined);
  if (path !== undefined) return { ...base, state: 'fail', detail: `${path} is there already.`, hint: 'Choose another name.' };
  if (name === 'Domain-0' || facts.xen.domains?.some((domain) => domain.name === name)) {
    return { ...base, state: 'fail', detail: `A domain ${name} is running.`, hint: 'Choose another name.' };
  }
  return { ...base, state: 'pass', detail: name };
}

function kindCheck({ kind }: Guest, around: Surroundings): Check {
  const base = { id: 'guest.kind', title: 'Kind' };
  const { lacks, label } = kinds[kind];
  const why = lacks(around);
  if (why === undefined) return { ...base, state: 'pass', detail: label };
  return { ...base, state: 'fail', detail: `${label} does not run here: ${why.reason}.`, hint: why.hint };
}

/** `start`: it is started now, so the memory must be free now. */
export function memoryCheck(guest: Pick<Guest, 'kind' | 'memoryMiB' | 'vcpus' | 'start'>, { facts }: Pick<Surroundings, 'facts'>): Check {
  const { memoryMiB, start } = guest;
  const base = { id: 'guest.memory', title: 'Memory' };
  const free = facts.xen.freeMiB;
  const total = facts.xen.totalMiB;
  if (total !== undefined && memoryMiB > total) {
    return {
      ...base,
      state: 'fail',
      detail: `${memoryMiB} MiB are asked for, and the host has ${total} MiB.`,
      hint: 'Ask for less than the host has without dom0.',
    };
  }
  const most = mostMiB(guest, facts);
  if (most !== undefined && memoryMiB > most) {
    return {
      ...base,
      state: start ? 'fail' : 'warn',
      detail: `${memoryMiB} MiB are asked for, which take ${neededMiB(memoryMiB, guest, facts)} MiB of Xen, and it has ${free} MiB free.`,
      hint: `Ask for at most ${most} MiB, stop another guest, or give dom0 less.`,
    };
  }
  if (memoryMiB < 192) {
    return {
      ...base,
      state: 'warn',
      detail: `${memoryMiB} MiB`,
      reason: 'The kernel of a distribution needs about 192 MiB to start.',
      hint: 'Give it 256 MiB or more, unless its kernel is a small one.',
    };
  }
  return { ...base, state: 'pass', detail: free === undefined ? `${memoryMiB} MiB` : `${memoryMiB} of ${free} MiB free` };
}

export function vcpusCheck({ vcpus }: Pick<Guest, 'vcpus'>, { facts }: Pick<Surroundings, 'facts'>): Check {
  const base = { id: 'guest.vcpus', title: 'vCPUs' };
  const cpus = hostCpus(facts);
  if (vcpus > cpus) {
    return {
      ...base,
      state: 'fail',
      detail: `${vcpus} vCPUs are asked for, and the host has ${cpus} CPUs.`,
      hint: `Ask for at most ${cpus}.`,
    };
  }
  return { ...base, state: 'pass', detail: `${vcpus} of ${cpus} CPUs` };
}

/** The default of a host without a bridge is a guest without a network: that is said. */
function bridgeCheck({ vifs }: Guest, { facts }: Surroundings): readonly Check[] {
  if (vifs.length > 0 || bridgesOf(facts).length > 0) return [];
  return [
    {
      id: 'guest.vifs',
      title: 'Network',
      state: 'warn',
      detail: 'This host has no bridge, so the guest gets no network.',
      hint: 'Let archxen make a bridge first.',
    },
  ];
}

function vifChecks(name: string, { bridge, mac }: GuestVif, index: number, around: Surroundings): readonly Check[] {
  const base = { id: `guest.vif${index}`, title: `Network ${index + 1}` };
  const { links } = around.facts.network;
  const found = links.find((link) => link.name === bridge);
  if (found?.kind !== 'bridge') {
    const bridges = bridgesOf(around.facts);
    return [
      {
        ...base,
        state: 'fail',
        detail: found === undefined ? `There is no bridge ${bridge}.` : `${bridge} is not a bridge.`,
        hint:
          bridges.length > 0
            ? `Bridges here: ${bridges.join(', ')}.`
            : 'Let archxen make a bridge first, or make the guest without a network.',
      },
    ];
  }
  if (takenMacs(around, name).has(mac)) {
    return [{ ...base, state: 'fail', detail: `The MAC address ${mac} is in use.`, hint: 'Leave it out, and archxen makes one.' }];
  }
  if ((Number.parseInt(mac.slice(0, 2), 16) & 1) === 1) {
    return [{ ...base, state: 'fail', detail: `${mac} is a multicast address.`, hint: 'Leave it out, and archxen makes one in 00:16:3e.' }];
  }
  return [{ ...base, state: 'pass', detail: `${bridge}, ${mac}` }];
}

/** Does anything start guests when the host boots? */
export function autostartCheck({ facts }: Pick<Surroundings, 'facts'>): Check {
  const base = { id: 'guest.autostart', title: 'Autostart' };
  const unit = facts.units['xendomains.service'] ?? facts.units['xendomains'];
  if (unit === undefined || unit.enabled === 'enabled')
    return { ...base, state: 'pass', detail: 'xendomains starts it when the host boots' };
  return {
    ...base,
    state: 'warn',
    detail: 'xendomains is not enabled, so nothing starts it when the host boots.',
    hint: 'systemctl enable xendomains.service',
  };
}

function twice(id: string, title: string, values: readonly string[]): readonly Check[] {
  const double = values.find((value, index) => values.indexOf(value) !== index);
  return double === undefined ? [] : [{ id, title, state: 'fail', detail: `${double} is named twice.`, hint: 'Name each only once.' }];
}
