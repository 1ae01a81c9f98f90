import type { Facts } from '../../core/facts.ts';
import {
  type GrubCfg,
  type GrubEntry,
  grubCommand,
  grubDefaultName,
  grubNumber,
  parseGrubCfg,
  resolveGrubEntry,
} from '../../formats/grub-cfg.ts';
import { grubEntryId } from './script.ts';

export const grubCfgPath = '/boot/grub/grub.cfg';
export const grubScriptPath = '/etc/grub.d/42_archxen';
export const grubDefaultsPath = '/etc/default/grub';

/** grub.cfg as GRUB would read it at the next boot; undefined: its text is not known. */
export function grubCfg(facts: Facts): GrubCfg | undefined {
  const text = facts.files[grubCfgPath]?.text;
  return text === undefined ? undefined : parseGrubCfg(text);
}

/** What names the default in grub.cfg as it is now; undefined: its text is not known. */
export function defaultName(facts: Facts): string | undefined {
  const cfg = grubCfg(facts);
  return cfg === undefined ? undefined : grubDefaultName(cfg, facts.boot.grubenv?.variables ?? {});
}

/** The entry that boots when nobody chooses and no one-time boot is set. */
export function defaultGrubEntry(facts: Facts): GrubEntry | undefined {
  const cfg = grubCfg(facts);
  return cfg === undefined ? undefined : resolveGrubEntry(cfg, defaultName(facts) ?? '0');
}

/** Is Xen the default by name? A number that happens to be its place in the menu is not that. */
export const xenIsGrubDefault = (facts: Facts): boolean =>
  defaultGrubEntry(facts)?.id === grubEntryId && grubNumber(defaultName(facts) ?? '') === undefined;

export const bootsLinux = (entry: GrubEntry): boolean => grubCommand(entry, 'linux', 'linuxefi') !== undefined;

export const isGrubArmed = (facts: Facts): boolean => facts.boot.grubenv?.variables['next_entry'] === grubEntryId;
