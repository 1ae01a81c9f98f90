import type { PackageChange } from '../core/change-packages.ts';
import type { NetworkBackend } from './backend.ts';
import { uuidOf } from './keyfile.ts';
import { checkpoint, guestInterfaces, lastingFiles, nmcli, reload, volatileFiles } from './manager-places.ts';
import { routedTrial, takenName } from './routed.ts';

/** A bridge of its own under NetworkManager: method=shared runs dnsmasq on it and masquerades. */
export const managerRouted: NetworkBackend['routed'] = (facts, answers) => {
  const { bridge, subnet, windowSeconds } = answers.network;
  const taken = takenName(facts, answers);
  if (taken !== undefined) return taken === 'done' ? [] : taken;
  const uuid = uuidOf(`routed bridge ${bridge} ${subnet}`);
  const text = [
    '# Written by archxen; `archxen rollback` takes it away.',
    ...['[connection]', `id=${bridge}`, `uuid=${uuid}`, 'type=bridge', `interface-name=${bridge}`, ''],
    ...['[bridge]', 'stp=false', 'forward-delay=0', ''],
    ...['[ipv4]', 'method=shared', `address1=${subnet}`, ''],
    ...['[ipv6]', 'method=disabled', ''],
  ].join('\n');
  const files = [{ name: `system-connections/archxen-${bridge}.nmconnection`, text, mode: 0o600 }, guestInterfaces];
  const change = routedTrial(answers, {
    manager: 'NetworkManager',
    files: volatileFiles(files),
    reload,
    up: [nmcli('--wait', '30', 'connection', 'up', 'uuid', uuid)],
    down: [['ip', 'link', 'del', bridge]],
    checkpoint: checkpoint(windowSeconds),
  });
  return [...(facts.pacman.installed['dnsmasq'] === undefined ? [dnsmasq] : []), change, ...lastingFiles(facts, files)];
};

const dnsmasq: PackageChange = {
  kind: 'package',
  id: 'network.dnsmasq',
  title: 'Install dnsmasq',
  why: 'NetworkManager gives guests their addresses and DNS with it',
  action: 'install',
  names: ['dnsmasq'],
  from: { source: 'repository' },
  asDependencies: false,
};
