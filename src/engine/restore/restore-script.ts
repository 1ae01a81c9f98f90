import { contentDigest } from '../../changes/file-state.ts';
import type { Change, FileChange } from '../../core/change.ts';
import { commandLine } from '../../core/command-line.ts';
import { scriptHead } from './script-head.ts';
import { shellContent, shellWord } from './shell-content.ts';

/** A way back as a POSIX shell script. Only files, links and directories can be brought back from outside; the rest is told. */
export function restoreScript(back: readonly Change[]): string {
  const byHand = back.flatMap(instruction);
  return [
    scriptHead,
    ...back.flatMap(commands),
    'sync',
    ...(byHand.length === 0 ? [] : shellContent(Buffer.from(byHandText(byHand)))),
    'if [ "$bad" -ne 0 ]; then',
    "\techo 'archxen: not everything could be restored, see above' >&2",
    'fi',
    'exit "$bad"',
    '',
  ].join('\n');
}

function commands(change: Change): readonly string[] {
  if (change.kind === 'file') return fileCommands(change);
  if (change.kind === 'unit') return change.enabled === false ? change.units.map((unit) => `disabled ${shellWord(unit)}`) : [];
  if (change.kind !== 'directory') return [];
  const path = shellWord(change.path);
  return [change.present ? `folder ${path} ${octal(change.mode)} ${change.uid} ${change.gid}` : `no_folder ${path}`];
}

function fileCommands({ path, content, before, madeBy, mode, uid, gid, xattrs = {} }: FileChange): readonly string[] {
  // A made file is kept where it is not known what was left there: no digest is like this word.
  const written = before ?? (madeBy === undefined ? 'any' : 'unknown');
  if (content === null) return [`gone ${shellWord(path)} ${written}`];
  if ('link' in content) return [`symlink ${shellWord(path)} ${shellWord(content.link)}`];
  const bytes =
    'copyOf' in content
      ? [`cat -- "$top"${shellWord(content.copyOf)}`]
      : shellContent('text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64'));
  return [
    'content() {',
    ...bytes.map((line) => `\t${line}`),
    '}',
    `put ${shellWord(path)} ${octal(mode)} ${uid} ${gid} ${written} ${contentDigest(content)}`,
    ...(madeBy === undefined ? [] : [`made ${shellWord(commandLine(madeBy.argv))}`]),
    ...Object.entries(xattrs).map(([name, value]) => `attribute ${shellWord(name)} ${shellWord(value)}`),
  ];
}

const octal = (mode: number): string => mode.toString(8).padStart(4, '0');

const byHandText = (lines: readonly string[]): string =>
  [
    '',
    'The files are done. What follows needs the running host: boot it and run "archxen rollback", which goes on from here, or do by hand:',
    ...lines.map((line) => `  ${line}`),
    '',
  ].join('\n');

/** What a person does in the running host, in words that a shell takes. */
function instruction(change: Change): readonly string[] {
  switch (change.kind) {
    case 'package':
      return [commandLine(['pacman', change.action === 'remove' ? '-Rn' : '-S', ...change.names])];
    case 'unit':
      return [
        ...(change.active === undefined ? [] : [commandLine(['systemctl', change.active ? 'start' : 'stop', ...change.units])]),
        ...(change.enabled === undefined ? [] : [commandLine(['systemctl', change.enabled ? 'enable' : 'disable', ...change.units])]),
      ];
    case 'command':
      return [commandLine(change.argv)];
    case 'boot-once':
      return change.disarm.length === 0 ? [] : [commandLine(change.disarm)];
    default:
      // Files are done; the live network is as its files say after a boot; what was built is a cache.
      return [];
  }
}
