import type { FileChange } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';
import { commandLineWords } from './words.ts';

/** Where the command line of the Linux that a host was set up from is noted. */
export const linuxLinePath = '/var/lib/archxen/boot/linux-command-line';

const noted = (facts: Facts): readonly string[] | undefined => {
  const text = facts.files[linuxLinePath]?.text;
  return text === undefined ? undefined : commandLineWords(text);
};

/**
 * The command line of plain Linux, which that of dom0 is made from. Under Xen it is the noted one: what runs there may be
 * the rescue entry, and a plan made from that would change the normal one.
 */
export const linuxWords = (facts: Facts): readonly string[] => (facts.xen.running ? noted(facts) : undefined) ?? facts.os.commandLine;

/** The same facts as they were when the host was set up: for plans that nobody looks at, whatever boot they are made in. */
export const asSetUp = (facts: Facts): Facts => ({ ...facts, os: { ...facts.os, commandLine: noted(facts) ?? facts.os.commandLine } });

/** Notes the line that the entries were made from. */
export function noteLinuxLine(facts: Facts): readonly FileChange[] {
  if (facts.xen.running) return [];
  return fileChange(facts, {
    id: 'boot.linux-line',
    title: 'Note the command line of this Linux',
    why: 'The entries for Xen are made from it, also when they are written anew in another boot.',
    path: linuxLinePath,
    text: `${facts.os.commandLine.join(' ')}\n`,
    mode: 0o600,
  });
}
