import { dirname } from 'node:path/posix';
import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { type RefindStanza, readRefindLinux } from '../../formats/refind-conf.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, fileLink, initrdLink, kernelLink, pass, unifiedKernelLink, warn } from '../chain-checks.ts';
import { orderLink } from '../firmware-entry/chain.ts';
import { hostPath } from '../firmware-entry/entries.ts';
import { hostFile } from '../host-files.ts';
import { rootLink } from '../root-device.ts';
import { espMount } from '../xen-efi/esp.ts';
import { confPath, isRefind, programPath } from './conf.ts';
import { choices, defaultIsAccidental, defaultStanza, xenIsDefault } from './default.ts';

const ids = { id: 'boot.fallback.entry', title: 'Linux entry' };
const kernelIds = { id: 'boot.fallback.kernel', title: 'Linux kernel' };
const rootIds = { id: 'boot.fallback.root', title: 'Linux root' };

/** The way back: the firmware starts rEFInd, rEFInd's default is Linux, and each file of it is there. */
export function refindFallback(facts: Facts, answers: Answers): readonly Check[] {
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
    ...defaultLink(facts, answers),
    ...(stanza === undefined ? foundKernel(facts) : stanzaLinks(facts, stanza)),
  ];
}

function defaultLink(facts: Facts, answers: Answers): readonly Check[] {
  const link = { id: 'boot.fallback.default', title: 'Default entry' };
  if (xenIsDefault(facts)) return [];
  const detail = `default_selection ${choices(facts).join(',')}`;
  if (!defaultIsAccidental(facts, answers)) return [pass(link, { detail })];
  const hint = `Name Linux in ${confPath(facts)}: default_selection vmlinuz`;
  return [fail(link, { detail, reason: 'Xen could become the default before it was tried.', hint })];
}

function stanzaLinks(facts: Facts, { title, loader = '', initrd, options }: RefindStanza): readonly Check[] {
  const path = (name: string): string => hostPath(espMount(facts), name);
  if (!/vmlinuz[^/\\]*$/i.test(loader)) return [pass(ids, { detail: title }), unifiedKernelLink(kernelIds, facts, path(loader))];
  return [
    pass(ids, { detail: title }),
    kernelLink(kernelIds, facts, path(loader)),
    ...initrd.map((name) => initrdLink(facts, name, path(name))),
    rootLink(rootIds, facts, commandLineWords(options)),
  ];
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
  const files = [
    kernelLink(kernelIds, facts, kernel.image),
    ...initrds(facts, line, kernel.initramfs).map(([name, path]) => initrdLink(facts, name, path)),
  ];
  if (line === undefined) {
    const reason = 'rEFInd then makes up a command line of its own, which may not find the root.';
    const hint = 'Write it anew: mkrlconf';
    return [warn(ids, { detail: `${conf} has no command line`, reason, hint, evidence }), ...files];
  }
  return [pass(ids, { detail: `${kernel.image}, by ${conf}`, evidence }), ...files, rootLink(rootIds, facts, commandLineWords(line))];
}

/** The initrd= of the command line, else the initramfs that rEFInd finds by the kernel's name. */
function initrds(facts: Facts, line: string | undefined, found: string | undefined): readonly (readonly [string, string | undefined])[] {
  const named = commandLineWords(line ?? '')
    .filter((word) => word.startsWith('initrd='))
    .map((word) => word.slice('initrd='.length));
  return named.length === 0 ? [[found ?? '', found]] : named.map((name) => [name, hostPath(espMount(facts), name)]);
}
