import type { FileChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { configPath } from '../xen-efi/config.ts';
import { espMount } from '../xen-efi/esp.ts';
import type { XenEntry } from '../xen-entries.ts';

/**
 * The road without an entry: xen.efi, started from the firmware's own menu, gets no arguments and reads xen.cfg beside itself.
 * An xen.cfg that somebody else wrote stays.
 */
export function plainConfig(facts: Facts, entry: XenEntry, config: readonly FileChange[]): readonly FileChange[] {
  const path = plainPath(facts);
  const written = config.find((change) => change.path === configPath(entry))?.content;
  const own = facts.files[configPath(entry)]?.text;
  const text = written !== undefined && written !== null && 'text' in written ? written.text : own;
  const present = facts.files[path];
  if (text === undefined || (present !== undefined && present.text !== own)) return [];
  return fileChange(facts, {
    id: 'boot.plain-config',
    title: 'Write the same as xen.cfg, which xen.efi reads when it is started by hand',
    why: "The firmware's own menu gives xen.efi no arguments.",
    path,
    text,
  });
}

export const plainPath = (facts: Facts): string => `${espMount(facts)}/xen.cfg`;

/** Another road where the firmware takes no entries. */
export const firmwareRefused =
  'The firmware did not take it. Answer boot.trial with by-hand: then you start xen.efi from its own boot menu.';

/** How a person starts Xen where no loader's menu has it. */
export function byHandWords(facts: Facts, entry: XenEntry, id: string | undefined): string {
  const menu = id === undefined ? '' : `choose "${entry.title}" (Boot${id}) in the firmware's boot menu (often F12, F11 or Esc), or `;
  const own = facts.files[configPath(entry)]?.text;
  const taken = facts.files[plainPath(facts)]?.text !== own;
  const file =
    taken && facts.files[plainPath(facts)] !== undefined
      ? `start the EFI shell there and type: xen.efi -cfg=${entry.name}.cfg`
      : 'let it boot from a file there: xen.efi on the EFI system partition';
  return `Restart, and ${menu}${file}.`;
}
