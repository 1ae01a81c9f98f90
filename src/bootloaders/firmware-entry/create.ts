import type { Change, CommandChange, FileChange } from '../../core/change.ts';
import type { Facts } from '../../core/facts.ts';
import { linuxStaysHint } from '../words.ts';
import { changeId, type XenEntry } from '../xen-entries.ts';
import { firmwareRefused } from './by-hand.ts';
import { efiPath, entryNumbers, xenArguments } from './entries.ts';
import type { EspPartition } from './partition.ts';
import { argumentBytes, entryHolds } from './variables.ts';

/** Where the arguments of an entry lie for efibootmgr, which gives NUL-terminated ones only from a file. */
export const argumentsPath = (entry: Pick<XenEntry, 'name'>): string => `/var/lib/archxen/boot/${entry.name}.arguments`;

/** Firmware entries that start xen.efi itself, beside those that are there and outside of BootOrder; none that is there already. */
export function createEntries(facts: Facts, partition: EspPartition, entries: readonly XenEntry[]): readonly Change[] {
  const numbers = entryNumbers(facts, entries);
  const missing = entries.flatMap((entry, nth) => {
    const number = numbers[nth];
    return number === undefined || number.there ? [] : createEntry(facts, partition, entry, number.id);
  });
  return missing.length === 0 ? [] : [...efibootmgrPackage(facts), ...missing];
}

function createEntry(facts: Facts, { disk, number }: EspPartition, entry: XenEntry, id: string): readonly Change[] {
  const path = argumentsPath(entry);
  const file: FileChange = {
    kind: 'file',
    id: changeId('boot.arguments', entry),
    title: `Keep the arguments of the firmware entry (${xenArguments(entry)})`,
    why: 'Xen takes its arguments only in UTF-16 with a NUL at the end, which efibootmgr writes only from a file.',
    path,
    content: { base64: argumentBytes(xenArguments(entry)) },
    before: facts.files[path] === undefined ? null : undefined,
    mode: 0o644,
    uid: 0,
    gid: 0,
  };
  const command: CommandChange = {
    kind: 'command',
    id: changeId('boot.firmware-entry', entry),
    title: `Add the firmware entry "${entry.title}" (Boot${id})`,
    why: linuxStaysHint,
    argv: [
      ...['efibootmgr', '--create-only', '--bootnum', id, '--disk', disk, '--part', String(number), '--label', entry.title],
      ...['--loader', efiPath(facts, entry.xen.efi), '--append-binary-args', path],
    ],
    writes: [],
    undo: ['efibootmgr', '--bootnum', id, '--delete-bootnum'],
    creates: entryHolds(id, xenArguments(entry)).path,
    readBack: { ...entryHolds(id, xenArguments(entry)), present: true },
    ifRefused: firmwareRefused,
    timeoutSeconds: 60,
  };
  return [file, command];
}

function efibootmgrPackage(facts: Facts): readonly Change[] {
  if (facts.pacman.installed['efibootmgr'] !== undefined) return [];
  const title = 'Install efibootmgr, which writes the entries of the firmware';
  return [
    {
      kind: 'package',
      id: 'boot.efibootmgr',
      title,
      action: 'install',
      names: ['efibootmgr'],
      from: { source: 'repository' },
      asDependencies: false,
    },
  ];
}
