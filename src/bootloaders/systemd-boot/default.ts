import type { Change, CommandChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { bootCounter, loaderPatternMatches, setLoaderDefault } from '../../formats/loader-entry.ts';
import type { Refusal } from '../boot-loader.ts';
import { type DefaultWords, linuxFirstWords, noLinuxEntry } from '../words.ts';
import { type DefaultChoice, decidingChoices, defaultChoice, isSaved } from './choice.ts';
import { isXenEntry, linuxEntryId, loaderConfPath, menuEntries, xenEntryId } from './entries.ts';
import { linuxDefault } from './lasting.ts';

/** Is Xen the default by name? A pattern that happens to match both is not that. */
export const xenIsDefault = (facts: Facts): boolean => defaultChoice(facts).pattern?.toLowerCase() === xenEntryId;

/**
 * Makes the present default explicit where a further entry could become it by accident: without a `default`, with one
 * that matches nothing (systemd-boot then takes the first of its list, and ours sorts before `arch.conf`), or with a
 * pattern like `arch*`. `@saved` remembers the entry that was picked by hand last, and a Xen that is tried by hand would stay.
 */
export function explicitLinuxDefault(facts: Facts): readonly Change[] | Refusal {
  const accidental = accidentalChoices(facts);
  if (accidental.length === 0) return [];
  const linux = linuxDefault(facts);
  if (linux === undefined) {
    return {
      refused: 'The boot menu has no explicit default, and archxen cannot tell which entry started this Linux.',
      hint: 'Set it by its id (bootctl list shows them): bootctl set-default ID',
    };
  }
  return setDefault(facts, accidental, linux, {
    id: 'boot.default',
    title: `Keep ${linuxEntryId(facts)} as the default of the boot menu`,
    why: 'The new entry for Xen must not become the default by accident.',
  });
}

export function linuxFirst(facts: Facts): readonly Change[] | Refusal {
  const linux = linuxDefault(facts);
  return linux === undefined ? noLinuxEntry : setDefault(facts, decidingChoices(facts), linux, linuxFirstWords);
}

/** The settings that decide, but by which Xen could become the default without having been chosen. */
export const accidentalChoices = (facts: Facts): readonly DefaultChoice[] =>
  decidingChoices(facts).filter((choice) => isAccidental(facts, choice));

function isAccidental(facts: Facts, { pattern, chooses, matches }: DefaultChoice): boolean {
  if (pattern === undefined || chooses === undefined) return true;
  if (pattern.toLowerCase() === xenEntryId) return false;
  if (isSaved(pattern)) return true;
  if (chooses.startsWith('auto-')) return false;
  return !matches.some((id) => staysMatched(facts, chooses, id)) || matches.some(isXenEntry);
}

/** A boot counter is another one at each boot, and is gone when a boot was good: does the pattern still match then? */
function staysMatched(facts: Facts, pattern: string, id: string): boolean {
  const name = menuEntries(facts).find((menu) => menu.id === id)?.name ?? id;
  const later = ['', '+2-1', '+0-3'].map((counter) => id.replace(/(?=\.(conf|efi)$)/, counter));
  return bootCounter(name) === undefined || later.every((each) => loaderPatternMatches(pattern, each));
}

/** Sets the default where it is decided now: by variables, in loader.conf. */
export function setDefault(facts: Facts, choices: readonly DefaultChoice[], id: string, words: DefaultWords): readonly Change[] {
  const path = loaderConfPath(facts);
  const before = facts.files[path]?.text ?? '';
  const text = choices.reduce((conf, { by }) => (isVerb(by) ? conf : setLoaderDefault(conf, id, by)), before);
  const commands = choices.flatMap((choice) => setVariable(choice, id, words));
  const changes = text === before && commands.length > 0 ? commands : [...commands, ...fileChange(facts, { ...words, path, text })];
  return changes.map((change, at) => (at === 0 ? change : { ...change, id: `${change.id}.${at + 1}` }));
}

const isVerb = (by: DefaultChoice['by']): by is 'set-preferred' | 'set-default' => by === 'set-preferred' || by === 'set-default';

function setVariable({ by, pattern }: DefaultChoice, id: string, words: DefaultWords): readonly CommandChange[] {
  if (!isVerb(by) || pattern === id) return [];
  const argv = (value: string): readonly string[] => ['bootctl', by, value];
  // The whole value, behind the attributes. What somebody else set since is not taken back.
  const readBack = { path: variables[by], contains: `\0${id}\0`, encoding: 'utf16le', present: true } as const;
  return [{ kind: 'command', ...words, argv: argv(id), writes: [], undo: argv(pattern ?? ''), readBack, timeoutSeconds: 30 }];
}

/** Of the Boot Loader Interface. */
const variables = {
  'set-default': '/sys/firmware/efi/efivars/LoaderEntryDefault-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f',
  'set-preferred': '/sys/firmware/efi/efivars/LoaderEntryPreferred-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f',
} as const;
