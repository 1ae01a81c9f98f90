import type { Check } from '../../core/check.ts';
import type { Facts } from '../../core/facts.ts';
import { commandLineWords } from '../../xen/words.ts';
import { fail, initrdLink, kernelLink, pass, unifiedKernelLink, unknown, warn } from '../chain-checks.ts';
import { rootLink } from '../root-device.ts';
import { defaultChoice, isPreferred } from './choice.ts';
import { accidentalChoices, xenIsDefault } from './default.ts';
import { isLinuxEntry, isMadeUp, isXenEntry, linuxEntryId, type MenuEntry, menuEntries } from './entries.ts';

const ids = { id: 'boot.fallback.entry', title: 'Linux entry' };

/** The way back: the Linux entry is the default (until Xen is confirmed), and each file that it names is there. */
export function systemdBootFallback(facts: Facts): readonly Check[] {
  const menu = menuEntries(facts);
  const defaults = defaultChoice(facts).matches;
  const own = linuxEntryId(facts);
  const isOwn = xenIsDefault(facts) || (own !== undefined && defaults.includes(own));
  const id = isOwn ? own : (defaults.find((each) => !isXenEntry(each)) ?? own);
  const entry = menu.find((each) => each.id === id);
  return [...defaultLink(facts), ...linuxLinks(facts, entry, id)];
}

function defaultLink(facts: Facts): readonly Check[] {
  const link = { id: 'boot.fallback.default', title: 'Default entry' };
  if (xenIsDefault(facts)) return [];
  const [accidental] = accidentalChoices(facts);
  const choice = accidental ?? defaultChoice(facts);
  const detail = choice.pattern === undefined ? 'no default is set' : `${isPreferred(choice) ? 'preferred' : 'default'} ${choice.pattern}`;
  if (accidental !== undefined) {
    const reason = 'Xen could become the default before it was tried.';
    const verb = isPreferred(accidental) ? 'set-preferred' : 'set-default';
    return [fail(link, { detail, reason, hint: `Set a default: bootctl ${verb} followed by the id of the Linux entry.` })];
  }
  const entries = menuEntries(facts).filter((menu) => choice.matches.includes(menu.id));
  if (choice.pattern?.startsWith('auto-') || entries.some((menu) => !isLinuxEntry(menu))) {
    const reason = 'The default is not a plain Linux entry, so a failed trial would not lead back to this Linux.';
    return [warn(link, { detail, reason, hint: 'Make the Linux entry the default: bootctl set-default <id>' })];
  }
  return [pass(link, { detail })];
}

function linuxLinks(facts: Facts, menu: MenuEntry | undefined, id: string | undefined): readonly Check[] {
  if (menu === undefined) {
    const mentioned = id === undefined ? 'no Linux entry was found' : `${id} is not among the entries in files`;
    // An entry that systemd-boot makes up itself has no file; on an ESP that cannot be read, none is seen.
    if ((id !== undefined && isMadeUp(id)) || menuEntries(facts).length === 0) return [unknown(ids, { detail: mentioned })];
    return [
      fail(ids, { detail: mentioned, reason: 'There would be no way back to Linux.', hint: 'Write an entry for Linux in loader/entries.' }),
    ];
  }
  const kernel = { id: 'boot.fallback.kernel', title: 'Linux kernel' };
  const evidence = [menu.path];
  if (menu.entry === undefined) return [pass(ids, { detail: menu.id, evidence }), unifiedKernelLink(kernel, facts, menu.path)];
  if (menu.entry.linux === undefined) {
    return [warn(ids, { detail: menu.id, reason: 'It does not boot Linux directly, so archxen cannot check it.', evidence })];
  }
  const path = (name: string): string => `${menu.root}/${name.replaceAll('\\', '/').replace(/^\/+/, '')}`;
  return [
    pass(ids, { detail: menu.entry.title ?? menu.id, evidence }),
    kernelLink(kernel, facts, path(menu.entry.linux)),
    ...menu.entry.initrd.map((name) => initrdLink(facts, name, path(name))),
    rootLink({ id: 'boot.fallback.root', title: 'Linux root' }, facts, commandLineWords(menu.entry.options)),
  ];
}
