import { dirname } from 'node:path/posix';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { type RefindStanza, readRefindLinux } from '../../formats/refind-conf.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, fileLink, initrdIds, initrdLink, kernelLink, type Link, pass, unifiedKernelLink, unknown, warn } from '../chain-checks.ts';
import { orderLink } from '../firmware-entry/chain.ts';
import { hostFile } from '../host-files.ts';
import { rootLink } from '../root-device.ts';
import { confPath, isRefind, programPath } from './conf.ts';
import { choices, defaultIsAccidental, defaultStanza, xenIsDefault } from './default.ts';
import { fileOn, type Volume, volumeNamed, volumeOf } from './volume.ts';

const ids = { id: 'boot.fallback.entry', title: 'Linux entry' };
const kernelIds = { id: 'boot.fallback.kernel', title: 'Linux kernel' };
const rootIds = { id: 'boot.fallback.root', title: 'Linux root' };

/** The way back: the firmware starts rEFInd, rEFInd's default is Linux, and each file of it is there. */
export function refindFallback(facts: Facts): readonly Check[] {
  const entries = facts.boot.efi.entries;
  const program = programPath(facts, confPath(facts));
  const stanza = defaultStanza(facts);
  return [
    orderLink(facts, (id) => isRefind(facts, entries.find((entry) => entry.id === id)?.path), 'rEFInd', 'boot.fallback.firmware'),
    fileLink({ id: 'boot.fallback.loader', title: 'rEFInd' }, facts, program ?? `${confPath(facts).replace(/[^/]*$/, '')}refind_x64.efi`, {
      magics: ['pe'],
      as: 'an EFI program',
      minimumBytes: 50_000,
      hint: 'Install it again: refind-install',
    }),
    ...defaultLink(facts),
    ...(stanza === undefined ? foundKernel(facts) : stanzaLinks(facts, stanza)),
  ];
}

function defaultLink(facts: Facts): readonly Check[] {
  const link = { id: 'boot.fallback.default', title: 'Default entry' };
  if (xenIsDefault(facts)) return [];
  const detail = `default_selection ${choices(facts).join(',')}`;
  if (!defaultIsAccidental(facts)) return [pass(link, { detail })];
  const hint = `Name Linux in ${confPath(facts)}: default_selection vmlinuz`;
  return [fail(link, { detail, reason: 'Xen could become the default before it was tried.', hint })];
}

function stanzaLinks(facts: Facts, { title, loader = '', initrd, options, volume: name }: RefindStanza): readonly Check[] {
  const volume = volumeNamed(facts, name);
  if (!/vmlinuz[^/\\]*$/i.test(loader)) {
    return [pass(ids, { detail: title }), whereLooked(kernelIds, volume, loader, (path) => unifiedKernelLink(kernelIds, facts, path))];
  }
  return [
    pass(ids, { detail: title }),
    whereLooked(kernelIds, volume, loader, (path) => kernelLink(kernelIds, facts, path)),
    ...initrd.map((each) => whereLooked(initrdIds(each), volume, each, (path) => initrdLink(facts, each, path))),
    rootLink(rootIds, facts, commandLineWords(options)),
  ];
}

/** The check of a file where rEFInd looks for it, as far as archxen can tell where that is. */
function whereLooked(link: Link, volume: Volume | undefined, name: string, check: (path: string) => Check): Check {
  if (name.includes('%v')) {
    return unknown(link, { detail: name, reason: "rEFInd puts a part of the kernel's name in the place of %v." });
  }
  const path = volume && fileOn(volume, name);
  return path === undefined ? unknown(link, { detail: name, reason: 'archxen cannot tell where rEFInd looks for it.' }) : check(path);
}

/** A kernel that rEFInd finds by itself, with the first command line of refind_linux.conf beside it. */
function foundKernel(facts: Facts): readonly Check[] {
  const kernel = facts.kernels.find(({ running }) => running) ?? facts.kernels[0];
  if (kernel?.image === undefined) {
    const hint = 'Install the kernel package again, for example: pacman -S linux';
    return [fail(ids, { detail: 'no plain kernel was found', reason: 'There would be no way back to Linux.', hint })];
  }
  const conf = `${dirname(kernel.image)}/refind_linux.conf`;
  const line = readRefindLinux(hostFile(facts, conf)?.text ?? '')[0]?.options;
  const evidence = [conf];
  const files = [kernelLink(kernelIds, facts, kernel.image), ...initrdLinks(facts, line, kernel.image, kernel.initramfs)];
  if (line === undefined) {
    const reason = 'rEFInd then makes up a command line of its own, which may not find the root.';
    const hint = 'Write it anew: mkrlconf';
    return [warn(ids, { detail: `${conf} has no command line`, reason, hint, evidence }), ...files];
  }
  return [pass(ids, { detail: `${kernel.image}, by ${conf}`, evidence }), ...files, rootLink(rootIds, facts, commandLineWords(line))];
}

/** The initrd= of the command line, else the initramfs that rEFInd finds by the kernel's name. */
function initrdLinks(facts: Facts, line: string | undefined, kernel: string, found: string | undefined): readonly Check[] {
  const named = commandLineWords(line ?? '')
    .filter((word) => word.startsWith('initrd='))
    .map((word) => word.slice('initrd='.length));
  if (named.length === 0) return [initrdLink(facts, found ?? '', found)];
  const volume = volumeOf(facts, kernel);
  return named.map((name) => whereLooked(initrdIds(name), volume, name, (path) => initrdLink(facts, name, path)));
}
