import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import type { SyslinuxCfg } from '../../formats/syslinux-cfg.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, lesserLinks, makeAgain, pass, unknown } from '../chain-checks.ts';
import { type Module, multibootLinks } from '../multiboot/links.ts';
import { onceLink } from '../one-time.ts';
import { wantedEntries, type XenEntry } from '../xen-entries.ts';
import { syslinuxFallback } from './fallback.ts';
import { moduleLinks } from './modules.ts';
import { oneTime } from './one-time.ts';
import { config, configPath, hostPath, xenLabel } from './place.ts';

/** Every link from Syslinux's configuration to dom0's root for each entry of archxen's, then those of the Linux fallback. */
export function syslinuxChain(facts: Facts, answers: Answers): readonly Check[] {
  const link = { id: 'boot.chain.entry', title: 'Boot entry' };
  const path = configPath(facts);
  const cfg = config(facts);
  if (cfg === undefined) {
    const there = facts.files[path] !== undefined;
    const finding = {
      detail: `${path} ${there ? 'could not be read' : 'is missing'}`,
      hint: 'Restore it, or write it anew: see syslinux-install_update.',
    };
    return [there ? unknown(link, finding) : fail(link, { ...finding, reason: 'Syslinux would show its prompt only.' })];
  }
  return [
    ...wantedEntries(facts, answers).flatMap((wanted) => {
      const links = entryLinks(facts, cfg, wanted);
      return wanted.name === xenLabel ? links : lesserLinks(links);
    }),
    ...moduleLinks(facts),
    ...onceLink(oneTime, facts, answers, {
      next: facts.boot.syslinux?.once,
      command: `extlinux --once=${xenLabel} ${facts.boot.syslinux?.folder ?? '/boot/syslinux'}`,
    }),
    ...syslinuxFallback(facts, cfg),
  ];
}

function entryLinks(facts: Facts, cfg: SyslinuxCfg, { name, checks }: Pick<XenEntry, 'name' | 'checks'>): readonly Check[] {
  const link = { id: `${checks}.entry`, title: 'Boot entry' };
  const evidence = [configPath(facts)];
  const label = cfg.labels.find((each) => each.label === name);
  if (label === undefined) {
    return [
      fail(link, { detail: `${evidence.join()} has no label ${name}`, reason: 'The menu has no such entry.', hint: makeAgain, evidence }),
    ];
  }
  if (label.kernel !== 'mboot.c32') {
    const reason = 'Xen is loaded by mboot.c32 only.';
    return [fail(link, { detail: `${label.label} starts ${label.kernel ?? 'nothing'}`, reason, hint: makeAgain, evidence })];
  }
  const [xen, ...modules] = label.append.split(/(?:^|\s)---(?=\s|$)/).map((part): Module => {
    const [name, ...words] = commandLineWords(part);
    return { path: name === undefined ? undefined : hostPath(facts, name), words };
  });
  const entry = { checks, xen: xen ?? { path: undefined, words: [] }, modules, evidence };
  return [pass(link, { detail: label.title ?? label.label, evidence }), ...multibootLinks(facts, entry)];
}
