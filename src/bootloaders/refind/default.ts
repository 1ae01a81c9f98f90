import { basename } from 'node:path/posix';
import type { Answers } from '../../core/answers.ts';
import type { FileChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { setRefindSetting } from '../../formats/refind-conf.ts';
import { dom0KernelLine } from '../../xen/command-line.ts';
import { hostFile } from '../host-files.ts';
import { type DefaultWords, linuxFirstWords, xenEntryTitle } from '../words.ts';
import { confPath, type PlacedSetting, readConf, scanFor } from './conf.ts';

/** The `default_selection` that always holds; those with two times of day are somebody's own business. */
export const selection = (facts: Facts): PlacedSetting | undefined =>
  readConf(facts).settings.findLast(({ key, values }) => key === 'default_selection' && values.length === 1);

/** What rEFInd looks for, in order; `+`, which is also what it does without the option, is what was booted last. */
export const choices = (facts: Facts): readonly string[] => (selection(facts)?.values[0] ?? '+').split(',').map((each) => each.trim());

const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

export const xenIsDefault = (facts: Facts): boolean => same(choices(facts)[0] ?? '', xenEntryTitle);

/** Part of a title, as rEFInd matches it. */
const matches = (choice: string, title: string): boolean => choice.length > 1 && title.toLowerCase().includes(choice.toLowerCase());

/** Stanzas that boot Linux without Xen. */
export const linuxStanzas = (facts: Facts) =>
  readConf(facts).stanzas.filter(
    ({ loader, disabled }) => !disabled && /vmlinuz|\/efi\/linux\//i.test((loader ?? '').replaceAll('\\', '/')),
  );

/** The Linux stanza that the default names, if it names one. */
export const defaultStanza = (facts: Facts) =>
  linuxStanzas(facts).find(({ title }) => choices(facts).some((choice) => matches(choice, title)));

/** Could Xen become the default without having been chosen? */
export function defaultIsAccidental(facts: Facts): boolean {
  if (xenIsDefault(facts)) return false;
  const names = choices(facts);
  // What was picked last: a Xen that is tried by hand would stay.
  if (names[0] === '+') return true;
  return names.some((choice) => takesXen(facts, choice) || isPlaceOfXen(facts, choice));
}

/** A part of Xen's title that is no part of what boots Linux: the first title with it wins, and ours comes last. */
const takesXen = (facts: Facts, choice: string): boolean =>
  matches(choice, xenEntryTitle) &&
  !linuxStanzas(facts).some(({ title }) => matches(choice, title)) &&
  !facts.kernels.some(({ image }) => matches(choice, image ?? ''));

/**
 * A place in the menu that the new stanzas could have: rEFInd passes a number beyond the end of the menu over, until the menu
 * is long enough. How long it is only rEFInd knows, so that only the first place is safe, where the stanzas come last.
 */
const isPlaceOfXen = (facts: Facts, choice: string): boolean => /^\d$/.test(choice) && (choice !== '1' || !stanzasAreLast(facts));

const stanzasAreLast = (facts: Facts): boolean => {
  const words = scanFor(facts)?.values ?? [];
  return words.every((word, at) => !/^m/i.test(word) || at === words.length - 1);
};

/** What finds this Linux again: its stanza's title, else the kernel's file name, which rEFInd puts into the title. */
export function linuxChoice(facts: Facts, answers: Pick<Answers, 'boot' | 'dom0'>): string {
  const image = facts.kernels.find(({ running }) => running)?.image ?? facts.kernels[0]?.image ?? 'vmlinuz';
  const name = basename(image);
  const line = dom0KernelLine(facts, answers).replace(/ ?panic=10/, '');
  const stanza = linuxStanzas(facts).find(({ loader, options }) => loader?.endsWith(name) && options === line);
  return [...new Set([...(stanza === undefined ? [] : [stanza.title]), name, 'vmlinuz'])].join(',');
}

/** What was written behind Xen when it was confirmed. */
export const linuxFirst = (facts: Facts, answers: Pick<Answers, 'boot' | 'dom0'>): readonly FileChange[] =>
  setDefault(facts, choices(facts).slice(1).join(',') || linuxChoice(facts, answers), linuxFirstWords);

/** Sets the default where it is set now. */
export function setDefault(facts: Facts, value: string, words: DefaultWords): readonly FileChange[] {
  const path = selection(facts)?.path ?? confPath(facts);
  return fileChange(facts, { ...words, path, text: setRefindSetting(hostFile(facts, path)?.text ?? '', 'default_selection', value) });
}
