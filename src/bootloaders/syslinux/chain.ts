import type { Answers } from '../../core/answers.ts';
import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import type { SyslinuxLabel } from '../../formats/syslinux-cfg.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, makeAgain, pass, unknown } from '../chain-checks.ts';
import { entryChecks, xenEntryName } from '../entry-names.ts';
import { type Module, multibootLinks } from '../multiboot/links.ts';
import { onceLink } from '../one-time.ts';
import { syslinuxFallback } from './fallback.ts';
import { moduleLinks } from './modules.ts';
import { oneTime } from './one-time.ts';
import { config, configPath, hostPath } from './place.ts';

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
  const entry = cfg.labels.some(({ label }) => label === xenEntryName)
    ? []
    : [fail(link, { detail: `${path} has no label ${xenEntryName}`, reason: 'The menu has no entry for Xen.', hint: makeAgain })];
  return [
    ...entry,
    ...Object.entries(entryChecks).flatMap(([name, checks]) => {
      const label = cfg.labels.find((each) => each.label === name);
      return label === undefined ? [] : entryLinks(facts, label, checks);
    }),
    ...moduleLinks(facts),
    ...onceLink(oneTime, facts, answers, {
      next: facts.boot.syslinux?.once,
      command: `extlinux --once=${xenEntryName} ${facts.boot.syslinux?.folder ?? '/boot/syslinux'}`,
    }),
    ...syslinuxFallback(facts, cfg),
  ];
}

function entryLinks(facts: Facts, label: SyslinuxLabel, checks: string): readonly Check[] {
  const link = { id: `${checks}.entry`, title: 'Boot entry' };
  const evidence = [configPath(facts)];
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
