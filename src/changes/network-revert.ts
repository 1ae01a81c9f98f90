import type { Awaited, NetworkChange, NetworkExpectation } from '../core/change-network.ts';
import type { System } from '../system/port.ts';
import { giveBackLines, type StaticNetwork } from './network-static.ts';
import { makeParents } from './state-paths.ts';

const unit = 'archxen-network-revert';
const timer = `${unit}.timer`;
const service = `${unit}.service`;
export const revertScript = '/run/archxen/network-revert.sh';

/** How long the script waits for the address of an uplink that is no port any more. */
const leaseSeconds = 10;

/** A word that sh takes as it is. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * What takes the network back when nobody confirms: run by systemd, so it works when archxen is gone or the person is cut
 * off. A command that fails does not keep the next one from being run.
 */
export function revertText(
  {
    files,
    needs = [],
    reload,
    down,
    awaited,
    lastResort = [],
    expect,
  }: Pick<NetworkChange, 'files' | 'needs' | 'reload' | 'down' | 'awaited' | 'lastResort' | 'expect'>,
  fixed: StaticNetwork,
): string {
  const commands = (list: NetworkChange['down']) => list.map((argv) => argv.map(quoted).join(' '));
  const downLines = [
    ...commands(down.slice(0, awaited?.after)),
    ...(awaited === undefined ? [] : [...untilPrinted(awaited), ...commands(down.slice(awaited.after))]),
  ];
  return [
    '#!/bin/sh',
    '# Written by archxen: takes the network change back, unless it was confirmed in time.',
    'export PATH=/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin',
    ...files.map(({ path }) => `rm -f -- ${quoted(path)}`),
    ...needs.flatMap(written),
    ...commands(reload),
    ...unlessBack(expect, [...downLines, ...withoutAddress(expect, commands(lastResort))]),
    ...giveBackLines(fixed, quoted),
    'exit 0',
    '',
  ].join('\n');
}

/**
 * A checkpoint goes back first, or archxen itself. Where they did, nothing is left to do but to wait for the lease: to bring the
 * uplink up once more would only cut it off for another one.
 */
function unlessBack({ bridge, port, addresses }: NetworkExpectation, commands: readonly string[]): readonly string[] {
  if (port === undefined || addresses.length === 0) return commands;
  const has = addresses.map((address) => `ip -o addr show dev ${quoted(port)} | grep -qF ${quoted(` ${address} `)}`);
  return [
    'back=no',
    'tries=0',
    `while [ ! -e ${quoted(`/sys/class/net/${bridge}`)} ] && [ "$tries" -lt ${leaseSeconds} ]; do`,
    `  if ${has.join(' && ')}; then back=yes; break; fi`,
    '  tries=$((tries + 1)); sleep 1',
    'done',
    'if [ "$back" = no ]; then',
    ...commands,
    'fi',
  ];
}

const withoutAddress = ({ port }: NetworkExpectation, commands: readonly string[]): readonly string[] =>
  port === undefined || commands.length === 0
    ? []
    : [`if ! ip -o addr show dev ${quoted(port)} scope global | grep -q inet; then`, ...commands, 'fi'];

const untilPrinted = ({ argv, prints, seconds }: Awaited): readonly string[] => [
  'tries=0',
  `while [ "$(${argv.map(quoted).join(' ')})" != ${quoted(prints)} ] && [ "$tries" -lt ${seconds} ]; do`,
  '  tries=$((tries + 1)); sleep 1',
  'done',
];

/** A file that a reboot may have taken. */
const written = ({ path, text, mode = 0o644 }: NetworkChange['files'][number]): readonly string[] => [
  `[ -e ${quoted(path)} ] || { umask 077; printf %s ${quoted(text)} > ${quoted(path)}; chmod ${mode.toString(8)} ${quoted(path)}; }`,
];

export const timerArgv = (windowSeconds: number): readonly string[] => [
  'systemd-run',
  `--unit=${unit}`,
  `--on-active=${windowSeconds}s`,
  '--timer-property=AccuracySec=1s',
  '/bin/sh',
  revertScript,
];

/** Starting a timer anew lets its time begin anew. */
export const extendTimerArgv: readonly string[] = ['systemctl', 'restart', timer];

export const stopTimerArgv: readonly string[] = ['systemctl', 'stop', timer];

/** Writes the script. */
export async function writeRevert(system: System, change: NetworkChange, fixed: StaticNetwork): Promise<void> {
  await makeParents(system, revertScript);
  await system.write(revertScript, Buffer.from(revertText(change, fixed)), { mode: 0o700, uid: 0, gid: 0 });
}

/** Ends the timer and takes the script away; neither need be there. */
export async function disarmRevert(system: System): Promise<void> {
  await system.run(stopTimerArgv);
  await system.remove(revertScript);
}

/** Lets go of what a crashed run left under the unit's name, so that a new timer can have it. */
export async function clearStaleRevert(system: System): Promise<void> {
  for (const verb of ['stop', 'reset-failed']) await system.run(['systemctl', verb, timer, service]);
}
