import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { type SyslinuxCfg, type SyslinuxLabel, syslinuxDefault } from '../../formats/syslinux-cfg.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, initrdLink, kernelLink, pass, unknown, warn } from '../chain-checks.ts';
import { rootLink } from '../root-device.ts';
import { configPath, hostPath, xenLabel } from './place.ts';

const entryLink = { id: 'boot.fallback.entry', title: 'Linux entry' };

/** The way back: the default is Linux (until Xen is confirmed), it starts by itself, and each file that it names is there. */
export function syslinuxFallback(facts: Facts, cfg: SyslinuxCfg): readonly Check[] {
  const name = syslinuxDefault(cfg, facts.boot.syslinux?.saved);
  const standard = cfg.labels.find(({ label }) => label === name);
  const linux = standard !== undefined && bootsLinux(standard) ? standard : cfg.labels.find(bootsLinux);
  if (linux === undefined) {
    if (cfg.includes.length > 0) return [unknown(entryLink, { detail: `it may be in ${cfg.includes.join(', ')}` })];
    const hint = `Write a label for Linux in ${configPath(facts)}.`;
    return [fail(entryLink, { detail: 'no label boots Linux', reason: 'There would be no way back to Linux.', hint })];
  }
  return [
    ...defaultLink(facts, cfg, standard),
    timeoutLink(facts, cfg),
    pass(entryLink, { detail: linux.title ?? linux.label }),
    ...linuxLinks(facts, linux),
  ];
}

export const bootsLinux = ({ kernel }: SyslinuxLabel): boolean => kernel !== undefined && !/\.(c32|bss|bin|bs|0|img)(\s|$)/i.test(kernel);

function defaultLink(facts: Facts, cfg: SyslinuxCfg, standard: SyslinuxLabel | undefined): readonly Check[] {
  const link = { id: 'boot.fallback.default', title: 'Default entry' };
  if (standard?.label === xenLabel) return [];
  if (standard !== undefined && bootsLinux(standard)) return [pass(link, { detail: standard.title ?? standard.label })];
  if (standard === undefined && cfg.includes.length > 0) return [unknown(link, { detail: `it may be in ${cfg.includes.join(', ')}` })];
  const reason = 'The default is not a plain Linux entry, so a failed trial would not lead back to this Linux.';
  const hint = `Let DEFAULT in ${configPath(facts)} name the label of Linux.`;
  return [warn(link, { detail: standard?.label ?? cfg.default ?? 'none', reason, hint })];
}

/** A Xen whose files cannot be loaded leads back to the menu or the prompt. */
function timeoutLink(facts: Facts, { timeout }: SyslinuxCfg): Check {
  const link = { id: 'boot.fallback.timeout', title: 'Menu timeout' };
  if (timeout > 0) return pass(link, { detail: `${timeout / 10} s` });
  const reason = 'After a Xen that cannot be loaded, Syslinux would wait for a key.';
  return warn(link, { detail: 'none', reason, hint: `Write TIMEOUT 50 (five seconds) into ${configPath(facts)}.` });
}

function linuxLinks(facts: Facts, { kernel = '', append, initrd }: SyslinuxLabel): readonly Check[] {
  const words = commandLineWords(append);
  const named = words.flatMap((word) => (word.startsWith('initrd=') ? word.slice('initrd='.length).split(',') : []));
  return [
    kernelLink({ id: 'boot.fallback.kernel', title: 'Linux kernel' }, facts, hostPath(facts, kernel.trim())),
    ...[...named, ...initrd].map((name) => initrdLink(facts, name, hostPath(facts, name.trim()))),
    rootLink({ id: 'boot.fallback.root', title: 'Linux root' }, facts, words),
  ];
}
