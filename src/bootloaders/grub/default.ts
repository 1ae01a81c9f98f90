import type { Change, CommandChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { type GrubEntry, grubNumber, resolveGrubPath } from '../../formats/grub-cfg.ts';
import { setShellVariable, shellVariable } from '../../formats/shell-variables.ts';
import type { Refusal } from '../boot-loader.ts';
import { type DefaultWords, previousEntryTitle, rescueEntryTitle, xenEntryTitle } from '../words.ts';
import { type XenEntryName, xenEntryNames } from '../xen-entries.ts';
import { defaultName, grubCfg, grubCfgPath, grubDefaultsPath } from './state.ts';

const titles = {
  'archxen-xen': xenEntryTitle,
  'archxen-rescue': rescueEntryTitle,
  'archxen-previous': previousEntryTitle,
} as const satisfies Readonly<Record<XenEntryName, string>>;

/** archxen's entries as a menu has them behind all others. */
const ownEntries: readonly GrubEntry[] = xenEntryNames.map((id) => ({
  kind: 'menuentry',
  id,
  title: titles[id],
  commands: [],
  entries: [],
}));

const isOwn = ({ id }: GrubEntry): boolean => (xenEntryNames as readonly (string | undefined)[]).includes(id);

/**
 * Names the present default where an entry of archxen's could become it by accident. GRUB boots the first entry for a number
 * beyond the end of the menu, and the new entries come at that end; a number that is within the menu moves when a kernel goes.
 * Only 0, the first entry, is safe. So is a name, but for one that only the new entries will have.
 */
export function explicitLinuxDefault(facts: Facts): readonly Change[] | Refusal {
  const menu = grubCfg(facts);
  const name = nextDefaultName(facts);
  if (menu === undefined || name === undefined || !isAccidental(facts, name)) return [];
  const others = menu.entries.filter((entry) => !isOwn(entry));
  const path = resolveGrubPath({ entries: others }, name);
  const id = pathName(others, path);
  if (id === undefined) {
    return {
      refused: `GRUB's default is "${name}", which the new entry for Xen could be, and what it boots now has no name of its own.`,
      hint: `Write the id of the Linux entry (${grubCfgPath} has it) into ${grubDefaultsPath}: GRUB_DEFAULT=ID`,
    };
  }
  return nameDefault(facts, id, {
    id: 'boot.default',
    title: `Keep "${path.at(-1)?.title}" as the default of the boot menu`,
    why: `The default is "${name}", which could be the new entry for Xen.`,
  });
}

/** Has grub.cfg to be made anew, with these changes of the default, so that it names no entry of archxen's by accident? */
export const needsMenu = (facts: Facts, linuxDefault: readonly Change[]): boolean =>
  linuxDefault.length > 0 ? linuxDefault.some(({ kind }) => kind === 'file') : isAccidental(facts, defaultName(facts) ?? '0');

/** A name of an entry that is in the menu already is somebody's own choice. */
function isAccidental(facts: Facts, name: string): boolean {
  const number = grubNumber(name);
  if (number !== undefined) return number > 0;
  const entries = grubCfg(facts)?.entries ?? [];
  if (entries.some(isOwn)) return false;
  return resolveGrubPath({ entries: [...entries, ...ownEntries] }, name).some(isOwn);
}

/** What will name the default when grub.cfg is made anew; where only the shell knows it, what names it now. */
function nextDefaultName(facts: Facts): string | undefined {
  const wanted = shellVariable(facts.files[grubDefaultsPath]?.text ?? '', 'GRUB_DEFAULT');
  if (wanted !== 'saved') return wanted || defaultName(facts);
  return facts.boot.grubenv?.variables['saved_entry'] || '0';
}

/** The ids on the way to an entry; undefined: GRUB would not find it by them, or the menu's own text could not hold them. */
function pathName(others: readonly GrubEntry[], path: readonly GrubEntry[]): string | undefined {
  const names = path.map(({ id, title }) => id ?? title);
  if (names.length === 0 || names.some((name) => !/^[^\s\d>$"'`\\][^>$"'`\\]*$/.test(name))) return undefined;
  const name = names.join('>');
  return resolveGrubPath({ entries: [...others, ...ownEntries] }, name).at(-1) === path.at(-1) ? name : undefined;
}

const keptInBlock = (facts: Facts): boolean =>
  shellVariable(facts.files[grubDefaultsPath]?.text ?? '', 'GRUB_DEFAULT') === 'saved' && facts.boot.grubenv !== undefined;

/** GRUB_DEFAULT=saved keeps the choice in the environment block; else it is named in /etc/default/grub, for the next grub.cfg. */
function nameDefault(facts: Facts, entry: string, words: DefaultWords): readonly Change[] {
  const defaults = facts.files[grubDefaultsPath]?.text ?? '';
  const grubenv = facts.boot.grubenv;
  if (grubenv !== undefined && keptInBlock(facts))
    return [
      { kind: 'command', ...words, argv: ['grub-set-default', entry], writes: [grubenv.path], ...savedBack(grubenv), timeoutSeconds: 30 },
    ];
  return fileChange(facts, { ...words, path: grubDefaultsPath, text: setShellVariable(defaults, 'GRUB_DEFAULT', entry) });
}

/** On btrfs the variable lies in the file system's header, which no backup of the file brings back. */
function savedBack({ path, inHeader, variables }: NonNullable<Facts['boot']['grubenv']>): Pick<CommandChange, 'undo'> {
  if (inHeader !== true) return {};
  const saved = variables['saved_entry'];
  return { undo: saved === undefined ? ['grub-editenv', path, 'unset', 'saved_entry'] : ['grub-set-default', saved] };
}

/** Makes an entry the default, with a grub.cfg that says so. */
export function setDefault(facts: Facts, entry: string, words: DefaultWords): readonly Change[] {
  const named = nameDefault(facts, entry, words);
  return keptInBlock(facts) ? named : [...named, makeConfig(`${words.id}-menu`)];
}

/** grub-mkconfig may wait for os-prober, which looks at every disk. */
export const makeConfig = (id: string): CommandChange => ({
  kind: 'command',
  id,
  title: 'Write the boot menu anew (grub-mkconfig)',
  why: 'GRUB reads grub.cfg only, which grub-mkconfig makes from /etc/grub.d and /etc/default/grub.',
  argv: ['grub-mkconfig', '-o', grubCfgPath],
  writes: [grubCfgPath],
  timeoutSeconds: 600,
});
