import type { Check } from '../../core/check.ts';
import { isLinuxProgram } from '../../core/efi-program.ts';
import type { Facts } from '../../core/facts.ts';
import type { FirmwareEntry } from '../../core/facts-boot.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, initrdLink, kernelLink, pass, unifiedKernelLink, unknown } from '../chain-checks.ts';
import { areKnown, behindXenLink, notKnown, orderLink } from '../firmware-entry/chain.ts';
import { bootable, hostPath, normalEntry } from '../firmware-entry/entries.ts';
import { isFirst } from '../firmware-entry/order.ts';
import { rootLink } from '../root-device.ts';

const isLinux = ({ path }: FirmwareEntry): boolean => path !== undefined && isLinuxProgram(path);

/** The firmware entry that started this Linux, else the first in BootOrder that starts one, else any. */
export function linuxEntry(facts: Facts): FirmwareEntry | undefined {
  const { entries, bootCurrent } = facts.boot.efi;
  const current = entries.find((entry) => entry.id === bootCurrent);
  if (current !== undefined && isLinux(current)) return current;
  return bootable(facts).find(isLinux) ?? entries.find(isLinux);
}

const ids = { id: 'boot.fallback.entry', title: 'Linux entry' };

/** The way back: the firmware starts Linux when BootNext is used up, and each file that its entry names is there. */
export function efistubFallback(facts: Facts): readonly Check[] {
  const entry = linuxEntry(facts);
  const leadsBack = (id: string): boolean => facts.boot.efi.entries.some((each) => each.id === id && isLinux(each));
  const order = [isFirst(facts, normalEntry(facts)) ? behindXenLink(facts, leadsBack, 'Linux') : orderLink(facts, leadsBack, 'Linux')];
  if (!areKnown(facts)) return [...order, notKnown(ids)];
  if (entry === undefined) {
    const hint = "Make one: efibootmgr --create --disk DISK --part N --label Linux --loader '\\vmlinuz-linux' --unicode '...'";
    return [...order, fail(ids, { detail: 'no firmware entry starts Linux', reason: 'There would be no way back to Linux.', hint })];
  }
  return [...order, ...entryLinks(facts, entry)];
}

function entryLinks(facts: Facts, entry: FirmwareEntry): readonly Check[] {
  const { id, active, label, path = '', partuuid, options } = entry;
  const evidence = [`efibootmgr -v: Boot${id}`];
  const detail = `Boot${id} "${label}"`;
  if (!active) {
    const reason = 'The firmware passes over such an entry.';
    return [fail(ids, { detail: `${detail} is not active`, reason, hint: `Make it active: efibootmgr -b ${id} -a`, evidence })];
  }
  const mount = mountOfPartition(facts, partuuid);
  if (mount === undefined) {
    const known = facts.boot.devices.some((device) => device.partuuid?.toLowerCase() === partuuid);
    const finding = { detail: `${detail} starts from the partition ${partuuid}`, evidence };
    const hint = 'Make the entry anew with efibootmgr, and compare: lsblk -o NAME,PARTUUID';
    return [known ? unknown(ids, finding) : fail(ids, { ...finding, reason: 'No partition of this host has this GUID.', hint })];
  }
  const kernel = { id: 'boot.fallback.kernel', title: 'Linux kernel' };
  const words = commandLineWords(options?.text ?? '');
  if (!/\\vmlinuz[^\\]*$/i.test(path)) return [pass(ids, { detail, evidence }), unifiedKernelLink(kernel, facts, hostPath(mount, path))];
  const initrds = words.filter((word) => word.startsWith('initrd=')).map((word) => word.slice('initrd='.length));
  return [
    pass(ids, { detail, evidence }),
    kernelLink(kernel, facts, hostPath(mount, path)),
    ...(initrds.length === 0 ? [initrdLink(facts, '', undefined)] : initrds.map((name) => initrdLink(facts, name, hostPath(mount, name)))),
    rootLink({ id: 'boot.fallback.root', title: 'Linux root' }, facts, words),
  ];
}

/** Where the partition of an entry is mounted: the ESP, or what holds /boot. Without a GUID it is taken to be the ESP. */
function mountOfPartition(facts: Facts, partuuid: string | undefined): string | undefined {
  const { esp, bootFs, devices } = facts.boot;
  const isOn = (device: string | undefined): boolean =>
    partuuid === undefined || devices.some((each) => each.path === device && each.partuuid?.toLowerCase() === partuuid);
  if (esp !== undefined && isOn(esp.device)) return esp.mount;
  return bootFs !== undefined && isOn(bootFs.device) ? bootFs.mount : undefined;
}
