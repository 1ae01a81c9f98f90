import type { Answers } from '../../core/answers.ts';
import type { Change, FileChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { appendLine } from '../../formats/lines.ts';
import { replaceLine, setRefindSetting } from '../../formats/refind-conf.ts';
import { xenArguments } from '../firmware-entry/entries.ts';
import { hostFile, pathBelow } from '../host-files.ts';
import { linuxStaysHint, xenEntryTitle } from '../words.ts';
import { espMount } from '../xen-efi/esp.ts';
import type { XenEntry } from '../xen-entries.ts';
import { confPath, includesOwn, ownName, ownPath, scanFor, showsStanzas } from './conf.ts';
import { defaultIsAccidental, linuxChoice, selection, setDefault } from './default.ts';

/** A stanza for each entry, in a file of archxen's own, and the line of refind.conf that includes it. All else stays. */
export function menuChanges(facts: Facts, answers: Answers, entries: readonly XenEntry[]): readonly Change[] {
  const path = confPath(facts);
  return [
    ...includedDefault(facts, answers),
    ...fileChange(facts, {
      id: 'boot.entry',
      title: `Add the boot entry "${xenEntryTitle}"`,
      why: linuxStaysHint,
      path: ownPath(facts),
      text: ownText(facts, entries),
    }),
    ...fileChange(facts, {
      id: 'boot.menu',
      title: `Include ${ownName} in rEFInd's configuration`,
      why: 'It keeps the entries for Xen apart from what you wrote.',
      path,
      text: confText(facts, answers, hostFile(facts, path)?.text ?? ''),
    }),
  ];
}

/** A default that Xen could become, in a file that refind.conf includes. */
function includedDefault(facts: Facts, answers: Answers): readonly FileChange[] {
  if (!defaultIsAccidental(facts) || isInMain(facts)) return [];
  return setDefault(facts, linuxChoice(facts, answers), {
    id: 'boot.default',
    title: 'Keep Linux as the default of the boot menu',
    why: 'The new entry for Xen must not become the default by accident.',
  });
}

const isInMain = (facts: Facts): boolean => (selection(facts)?.path ?? confPath(facts)) === confPath(facts);

/**
 * xen.efi is not to be found by rEFInd itself: it would come first, as the newest program, and read another configuration.
 * Xen throws the first word of its options away.
 */
const ownText = (facts: Facts, entries: readonly XenEntry[]): string =>
  [
    '# Written by archxen; refind.conf includes it.',
    'dont_scan_files +,xen.efi',
    ...entries.flatMap((entry) => [
      '',
      `menuentry "${entry.title}" {`,
      `    loader  /${pathBelow(espMount(facts), entry.xen.efi) ?? 'xen.efi'}`,
      `    options "${xenArguments(entry)}"`,
      '}',
    ]),
    '',
  ].join('\n');

function confText(facts: Facts, answers: Answers, text: string): string {
  const scan = scanFor(facts);
  const shown =
    scan === undefined || showsStanzas(scan) || scan.path !== confPath(facts)
      ? text
      : replaceLine(text, scan.line, `scanfor ${[...scan.values, 'manual'].join(',')}`);
  const explicit =
    defaultIsAccidental(facts) && isInMain(facts) ? setRefindSetting(shown, 'default_selection', linuxChoice(facts, answers)) : shown;
  return includesOwn(facts) ? explicit : appendLine(explicit, `include ${ownName}`);
}
