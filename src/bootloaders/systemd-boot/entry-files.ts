import type { Answers } from '../../core/answers.ts';
import type { Change, FileChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { fileChange } from '../../core/file-change.ts';
import { isRefusal, type Refusal } from '../boot-loader.ts';
import { linuxStaysHint } from '../words.ts';
import { configChanges, configName, configPath } from '../xen-efi/config.ts';
import { copyChanges } from '../xen-efi/copies.ts';
import { espMount, previousFolder } from '../xen-efi/esp.ts';
import { unifiedChanges, unifiedPath } from '../xen-efi/unified.ts';
import { changeId, type XenEntry, xenEntryNames } from '../xen-entries.ts';
import { xenEntryIds } from './entries.ts';

export const entryPath = (facts: Facts, name: XenEntry['name']): string => `${espMount(facts)}/loader/entries/${xenEntryIds[name]}`;

const writtenBy = '# Written by archxen';

/**
 * Xen's `options` begin with a word that Xen throws away, because it takes it for the program's name; without it
 * `-cfg=` would be ignored in silence. Without a sort-key the entry comes after those that have one.
 */
const entryText = (facts: Facts, entry: XenEntry): string => `${writtenBy}: boots Xen with ${configName(entry)}, which lies beside xen.efi.
title   ${entry.title}
efi     ${entry.xen.efi.slice(espMount(facts).length)}
options xen.efi -cfg=${configName(entry)}
`;

const unifiedText = (facts: Facts, entry: XenEntry): string => `${writtenBy}: boots Xen from one image that has all inside.
title   ${entry.title}
efi     ${unifiedPath(facts).slice(espMount(facts).length)}
`;

type Image = Answers['boot']['image'];

/** The entries and what they start; those that are no longer wanted go. */
export function entryChanges(facts: Facts, entries: readonly XenEntry[], image: Image): readonly Change[] | Refusal {
  const changes: Change[] = [];
  for (const entry of entries) {
    const unified = image === 'unified' && entry.name === 'archxen-xen';
    const parts = unified ? unifiedChanges(facts, entry) : configChanges(facts, entry);
    if (isRefusal(parts)) return parts;
    // The unified image has its files inside; the other entries boot copies where they must.
    const copies = unified && entries.length > 1 ? copyChanges(facts, entry) : [];
    if (isRefusal(copies)) return copies;
    changes.push(
      ...copies,
      ...parts,
      ...fileChange(facts, {
        id: changeId('boot.entry', entry),
        title: `Add the boot entry "${entry.title}"`,
        why: linuxStaysHint,
        path: entryPath(facts, entry.name),
        text: unified ? unifiedText(facts, entry) : entryText(facts, entry),
      }),
    );
  }
  return [...changes, ...leftOver(facts, entries)];
}

/** Entries of archxen's own that the answers no longer ask for. Their configuration goes with them. */
const leftOver = (facts: Facts, entries: readonly XenEntry[]): readonly FileChange[] =>
  xenEntryNames
    .filter((name) => entries.every((entry) => entry.name !== name) && facts.files[entryPath(facts, name)]?.text?.startsWith(writtenBy))
    .flatMap((name) => [
      ...fileChange(facts, {
        id: changeId('boot.entry', { name }),
        title: `Remove the boot entry ${name}`,
        path: entryPath(facts, name),
        text: null,
      }),
      ...fileChange(facts, {
        id: changeId('boot.config', { name }),
        title: 'Remove its configuration',
        path: configPath({ name, xen: { efi: `${name === 'archxen-previous' ? previousFolder(facts) : espMount(facts)}/xen.efi` } }),
        text: null,
      }),
    ]);
