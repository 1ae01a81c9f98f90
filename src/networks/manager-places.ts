import type { Change } from '../core/change.ts';
import type { NetworkChange, NetworkCheckpoint } from '../core/change-network.ts';
import type { Facts } from '../core/facts.ts';
import { fileChange } from '../core/file-change.ts';

const lasting = '/etc/NetworkManager';
const volatile = '/run/NetworkManager';

export interface NamedFile {
  /** Below /etc/NetworkManager and /run/NetworkManager. */
  readonly name: string;
  readonly text: string;
  readonly mode: number;
}

/** Else a profile made up for "every wired card" would take the guests' interfaces out of the bridge and start DHCP on them. */
export const guestInterfaces: NamedFile = {
  name: 'conf.d/90-archxen-vif.conf',
  text: '# Written by archxen; `archxen rollback` takes it away.\n[keyfile]\nunmanaged-devices+=interface-name:vif*\n',
  mode: 0o644,
};

export const nmcli = (...words: readonly string[]): readonly string[] => ['nmcli', ...words];

export const reload = [nmcli('general', 'reload', 'conf'), nmcli('connection', 'reload')];

const service = ['org.freedesktop.NetworkManager', '/org/freedesktop/NetworkManager', 'org.freedesktop.NetworkManager'];

/**
 * Of all devices. Flags (NMCheckpointCreateFlags): 2, profiles that are new are deleted; 4, devices that are new are
 * disconnected.
 */
export const checkpoint = (seconds: number): NetworkCheckpoint => ({
  create: ['busctl', 'call', ...service, 'CheckpointCreate', 'aouu', '0', String(seconds), '6'],
  extend: ['busctl', 'call', ...service, 'CheckpointAdjustRollbackTimeout', 'ou', 'CHECKPOINT', String(seconds)],
  destroy: ['busctl', 'call', ...service, 'CheckpointDestroy', 'o', 'CHECKPOINT'],
});

/** Gone after a reboot. */
export const volatileFiles = (files: readonly NamedFile[]): NetworkChange['files'] =>
  files.map(({ name, text, mode }) => ({ path: `${volatile}/${name}`, text, mode }));

/** The same files under /etc. Those of the same UUID under /run hide them, so nothing changes at once. */
export const lastingFiles = (facts: Facts, files: readonly NamedFile[]): readonly Change[] =>
  files.flatMap(({ name, text, mode }) =>
    fileChange(facts, {
      id: `network.${name.replace(/^.*\//, '')}`,
      title: `Keep the bridge over a reboot: ${name.replace(/^.*\//, '')}`,
      path: `${lasting}/${name}`,
      text,
      mode,
    }),
  );
