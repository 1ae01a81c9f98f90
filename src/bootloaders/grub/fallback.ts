import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { allGrubEntries, type GrubEntry, grubCommand } from '../../formats/grub-cfg.ts';
import { fail, initrdLink, kernelLink, pass, unknown, warn } from '../chain-checks.ts';
import { rootLink } from '../root-device.ts';
import { type GrubVolume, hostPath } from './paths.ts';
import { grubEntryId } from './script.ts';
import { bootsLinux, defaultGrubEntry, defaultName, grubCfg, xenIsGrubDefault } from './state.ts';

/** The way back: the default entry is Linux (until Xen is confirmed), and each file that it names is there. */
export function grubFallback(facts: Facts, volume: GrubVolume | undefined): readonly Check[] {
  const link = { id: 'boot.fallback.entry', title: 'Linux entry' };
  const standard = defaultGrubEntry(facts);
  const linux = standard !== undefined && bootsLinux(standard) ? standard : allGrubEntries(grubCfg(facts)?.entries ?? []).find(bootsLinux);
  if (linux === undefined) {
    const hint = 'Make the menu anew: grub-mkconfig -o /boot/grub/grub.cfg';
    return [fail(link, { detail: 'no entry boots Linux', reason: 'There would be no way back to Linux.', hint })];
  }
  return [...defaultLink(facts, standard), ...timeoutLink(facts), pass(link, { detail: linux.title }), ...linuxLinks(facts, linux, volume)];
}

function defaultLink(facts: Facts, standard: GrubEntry | undefined): readonly Check[] {
  const link = { id: 'boot.fallback.default', title: 'Default entry' };
  if (standard?.id === grubEntryId && xenIsGrubDefault(facts)) return [];
  if (standard !== undefined && bootsLinux(standard)) return [pass(link, { detail: standard.title })];
  const hint = 'Set GRUB_DEFAULT in /etc/default/grub to the id of the Linux entry and run grub-mkconfig.';
  if (standard?.id === grubEntryId) {
    const reason = 'The default is a number, and Xen came to be at that place of the menu before it was tried.';
    return [fail(link, { detail: `${defaultName(facts)}, which is ${standard.title}`, reason, hint })];
  }
  const reason = 'The default is not a plain Linux entry, so a failed trial would not lead back to this Linux.';
  return [warn(link, { detail: standard?.title ?? 'none', reason, hint })];
}

/** A menu that waits for a key waits after a failed trial too. */
function timeoutLink(facts: Facts): readonly Check[] {
  const timeouts = (grubCfg(facts)?.commands ?? []).flatMap((words) =>
    words[0] === 'set' && words[1]?.startsWith('timeout=') ? words[1] : [],
  );
  if (timeouts.at(-1) !== 'timeout=-1') return [];
  const link = { id: 'boot.fallback.timeout', title: 'Menu timeout' };
  const reason = 'The menu waits for a key at each start, after a failed trial too.';
  return [warn(link, { detail: 'none', reason, hint: 'Set GRUB_TIMEOUT=5 in /etc/default/grub and run grub-mkconfig.' })];
}

function linuxLinks(facts: Facts, entry: GrubEntry, volume: GrubVolume | undefined): readonly Check[] {
  const kernelId = { id: 'boot.fallback.kernel', title: 'Linux kernel' };
  if (volume === undefined) return [unknown(kernelId, { detail: 'the file system that holds /boot is not known' })];
  const [kernel, ...words] = grubCommand(entry, 'linux', 'linuxefi') ?? [];
  const initrds = grubCommand(entry, 'initrd', 'initrdefi') ?? [];
  const at = (name: string | undefined): string | undefined => (name === undefined ? undefined : hostPath(volume, name));
  return [
    kernelLink(kernelId, facts, at(kernel)),
    ...initrds.map((name) => initrdLink(facts, name, at(name))),
    rootLink({ id: 'boot.fallback.root', title: 'Linux root' }, facts, words),
  ];
}
