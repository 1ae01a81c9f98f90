import type { Check } from '../../core/check.ts';
import { loaderOfPath } from '../../core/efi-program.ts';
import type { Facts } from '../../core/facts.ts';
import type { FirmwareEntry } from '../../core/facts-boot.ts';
import { defaultLimineEntry, type LimineEntry, limineFile, limineLinux, readLimineConf } from '../../formats/limine-conf.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, fileLink, initrdLink, kernelLink, type Link, pass, unknown, warn } from '../chain-checks.ts';
import { areKnown, behindXenLink, notKnown, orderLink } from '../firmware-entry/chain.ts';
import { bootable, hostPath, normalEntry } from '../firmware-entry/entries.ts';
import { isFirst } from '../firmware-entry/order.ts';
import { hostFile } from '../host-files.ts';
import { rootLink } from '../root-device.ts';
import { espMount } from '../xen-efi/esp.ts';

const isLimine = ({ path }: FirmwareEntry): boolean => path !== undefined && loaderOfPath(path) === 'limine';

/** The firmware entry that starts Limine: the one that did, else the first in BootOrder, else any. */
export function limineEntry(facts: Facts): FirmwareEntry | undefined {
  const { entries, bootCurrent } = facts.boot.efi;
  const current = entries.find((entry) => entry.id === bootCurrent);
  if (current !== undefined && isLimine(current)) return current;
  return bootable(facts).find(isLimine) ?? entries.find(isLimine);
}

/** limine.conf beside Limine's program, else the first in the order that Limine looks for it. */
function confPath(facts: Facts, program: string): string {
  const mount = espMount(facts);
  const places = [program.replace(/\/[^/]*$/, ''), ...['/boot/limine', '/boot', '/limine', '', '/EFI/BOOT'].map((each) => mount + each)];
  const paths = places.map((place) => `${place}/limine.conf`);
  return paths.find((path) => hostFile(facts, path) !== undefined) ?? paths[0] ?? '';
}

const ids = { id: 'boot.fallback.entry', title: 'Linux entry' };

/** The way back: the firmware starts Limine, and each file of Limine's default entry is there. */
export function limineFallback(facts: Facts): readonly Check[] {
  const entry = limineEntry(facts);
  const leadsBack = (id: string): boolean => facts.boot.efi.entries.some((each) => each.id === id && isLimine(each));
  const order = isFirst(facts, normalEntry(facts)) ? behindXenLink(facts, leadsBack, 'Limine') : orderLink(facts, leadsBack, 'Limine');
  const program = entry?.path === undefined ? undefined : hostPath(espMount(facts), entry.path);
  const loader = { id: 'boot.fallback.loader', title: 'Limine' };
  if (!areKnown(facts)) return [order, notKnown(loader)];
  if (program === undefined) {
    const hint = "Make one: efibootmgr --create --disk DISK --part N --label Limine --loader '\\EFI\\limine\\BOOTX64.EFI'";
    return [order, fail(loader, { detail: 'no firmware entry starts Limine', reason: 'There would be no way back to Linux.', hint })];
  }
  const wanted = { magics: ['pe'], as: 'an EFI program', minimumBytes: 50_000, hint: 'Copy it anew from /usr/share/limine.' } as const;
  return [order, fileLink(loader, facts, program, wanted), ...menuLinks(facts, confPath(facts, program))];
}

function menuLinks(facts: Facts, path: string): readonly Check[] {
  const text = hostFile(facts, path)?.text;
  const evidence = [path];
  if (text === undefined) {
    const reason = 'Limine would have no menu, and so no way back to Linux.';
    return [fail(ids, { detail: `${path} is missing`, reason, hint: 'Write it anew, with an entry for Linux.', evidence })];
  }
  const entry = defaultLimineEntry(readLimineConf(text));
  const hint = `Name an entry for Linux in ${path}: default_entry: 1`;
  if (entry === undefined)
    return [fail(ids, { detail: 'default_entry names no entry', reason: 'Limine would wait for somebody.', hint, evidence })];
  if (limineLinux(entry).protocol !== 'linux') {
    return [warn(ids, { detail: entry.title, reason: 'It does not boot Linux directly, so archxen cannot check it.', hint, evidence })];
  }
  return [pass(ids, { detail: entry.title, evidence }), ...linuxLinks(facts, entry)];
}

function linuxLinks(facts: Facts, entry: LimineEntry): readonly Check[] {
  const { kernel, modules, commandLine } = limineLinux(entry);
  const at = (link: Link, path: string | undefined, check: (host: string | undefined) => Check): Check => {
    if (path === undefined) return check(undefined);
    const host = hostFileOf(facts, path);
    return host === undefined ? unknown(link, { detail: path, reason: 'archxen cannot tell which partition that is.' }) : check(host);
  };
  const kernelIds = { id: 'boot.fallback.kernel', title: 'Linux kernel' };
  return [
    at(kernelIds, kernel, (host) => kernelLink(kernelIds, facts, host)),
    ...(modules.length === 0 ? [initrdLink(facts, '', undefined)] : []),
    ...modules.map((path) => at({ id: 'boot.fallback.initramfs', title: 'Linux initrd' }, path, (host) => initrdLink(facts, path, host))),
    rootLink({ id: 'boot.fallback.root', title: 'Linux root' }, facts, commandLineWords(commandLine)),
  ];
}

/** The host's path of a file that Limine names: on its own volume, or on one by its UUID, GUID or label. */
function hostFileOf(facts: Facts, path: string): string | undefined {
  const file = limineFile(path);
  if (file === undefined) return undefined;
  if (file.volume === 'boot' && file.argument === '') return espMount(facts) + file.path;
  const wanted = file.argument.toLowerCase();
  const device = facts.boot.devices.find(({ uuid, partuuid, label }) =>
    file.volume === 'fslabel' ? label === file.argument : [uuid, partuuid].some((each) => each?.toLowerCase() === wanted),
  )?.path;
  const { esp, bootFs } = facts.boot;
  const mount =
    device === undefined ? undefined : device === esp?.device ? esp.mount : device === bootFs?.device ? bootFs.mount : undefined;
  return mount === undefined ? undefined : `${mount === '/' ? '' : mount}${file.path}`;
}
