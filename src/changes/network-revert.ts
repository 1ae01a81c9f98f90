import type { NetworkChange } from '../core/change-network.ts';
import type { System } from '../system/port.ts';
import { makeParents } from './state-paths.ts';

const unit = 'archxen-network-revert';
const timer = `${unit}.timer`;
const service = `${unit}.service`;
export const revertScript = '/run/archxen/network-revert.sh';

/** A word that sh takes as it is. */
const quoted = (word: string): string => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * What takes the network back when nobody confirms: run by systemd, so it works when archxen is gone or the person is cut
 * off. A command that fails does not keep the next one from being run.
 */
export function revertText(change: Pick<NetworkChange, 'files' | 'down' | 'checkpoint' | 'expect'>): string {
  const { files, down } = change;
  return [
    '#!/bin/sh',
    '# Written by archxen: takes the network change back, unless it was confirmed in time.',
    'export PATH=/usr/local/sbin:/usr/local/bin:/usr/bin:/usr/sbin:/sbin:/bin',
    ...files.map(({ path }) => `rm -f -- ${quoted(path)}`),
    ...unlessThereAlready(change),
    ...down.map((argv) => argv.map(quoted).join(' ')),
    'exit 0',
    '',
  ].join('\n');
}

/**
 * A checkpoint goes back first. Where it did, nothing is left to do, and to bring the uplink up once more would only cut it
 * off for the seconds that a lease takes.
 */
function unlessThereAlready({ checkpoint, expect }: Pick<NetworkChange, 'checkpoint' | 'expect'>): readonly string[] {
  const { bridge, port, addresses } = expect;
  if (checkpoint === undefined || port === undefined || addresses.length === 0) return [];
  const has = addresses.map((address) => `ip -o addr show dev ${quoted(port)} | grep -qF ${quoted(` ${address} `)}`);
  return [`if [ ! -e ${quoted(`/sys/class/net/${bridge}`)} ] && ${has.join(' && ')}; then exit 0; fi`];
}

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
export async function writeRevert(system: System, change: NetworkChange): Promise<void> {
  await makeParents(system, revertScript);
  await system.write(revertScript, Buffer.from(revertText(change)), { mode: 0o700, uid: 0, gid: 0 });
}

/** Ends the timer and takes the script away; neither need be there. */
export async function disarmRevert(system: System): Promise<void> {
  await system.run(stopTimerArgv);
  await system.remove(revertScript);
}

/** Lets go of what a crashed run left under the unit's name, so that a new timer can have it. */
export async function clearStaleRevert(system: System): Promise<void> {
  for (const argv of [stopTimerArgv, ['systemctl', 'stop', service], ['systemctl', 'reset-failed', timer, service]]) await system.run(argv);
}
