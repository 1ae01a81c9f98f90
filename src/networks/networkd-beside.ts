import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { Chosen, NetworkBackend, Refused } from './backend.ts';
import { head, type NetworkFile } from './networkd-files.ts';
import { lastingFiles, volatileFiles } from './networkd-places.ts';
import { routedFiles, whereFree } from './networkd-routed.ts';
import { routedTrial } from './routed.ts';

const service = 'systemd-networkd.service';

/**
 * A routed bridge beside a network manager that can give guests neither addresses nor a way out: systemd-networkd does it, which
 * every Arch host has, and keeps its hands off all other links.
 */
export const routedBeside: NetworkBackend['routed'] = (facts, answers) =>
  whereFree(facts, answers, (prefix) => masked(facts) ?? beside(facts, answers, prefix));

function beside(facts: Facts, answers: Chosen, prefix: string): readonly Change[] {
  const { bridge } = answers.network;
  const runs = facts.units[service]?.active === 'active';
  const servers = facts.network.nameservers.filter((server) => !server.includes(':') && !server.startsWith('127.'));
  // Who runs it already has given it work beside the uplink, which stays its own.
  const files = [...routedFiles(prefix, answers, servers), ...(runs ? [] : [nothingForeign, otherLinks(prefix)])];
  const removed = ['ip', 'link', 'del', bridge];
  const change = routedTrial(answers, {
    manager: 'systemd-networkd',
    files: volatileFiles(files),
    reload: [],
    up: [...(runs ? [] : [['systemctl', 'start', service]]), ['networkctl', 'reload']],
    // The socket would start it again. The bridge first: networkd takes its masquerading away with it.
    down: runs ? [removed, ['networkctl', 'reload']] : [removed, ['systemctl', 'stop', 'systemd-networkd.socket', service]],
  });
  return [change, ...lastingFiles(facts, files), ...(runs ? [] : atBoot(facts))];
}

function masked({ units }: Facts): Refused | undefined {
  if (units[service]?.enabled?.startsWith('masked') === true)
    return {
      refused: `${service} is masked on this host`,
      hint: `systemctl unmask ${service}, then run archxen again: it gives guests their addresses.`,
    };
  return undefined;
}

/**
 * With its first link of its own networkd drops routing policy rules of everybody (a VPN's, a second uplink's), and on it foreign
 * routes, unless it is told not to (networkd.conf(5); the next hops since systemd 256).
 */
const nothingForeign: NetworkFile = {
  folder: 'networkd.conf.d',
  name: '90-archxen.conf',
  text: `${head}\n[Network]\nManageForeignRoutingPolicyRules=no\nManageForeignRoutes=no\nManageForeignNextHops=no\n`,
};

/** It sorts after the guests' and the bridge's own file, and before everything that was left in networkd's folders. */
const otherLinks = (prefix: string): NetworkFile => ({
  name: `${prefix}-zz-others.network`,
  text: `${head}\n[Match]\nName=*\n\n[Link]\nUnmanaged=yes\n`,
});

/** Enabling networkd enables what waits for its links at boot (Also=), and would wait for two minutes: none of them counts. */
const atBoot = ({ units }: Facts): readonly Change[] =>
  units[service]?.enabled === 'enabled'
    ? []
    : [
        {
          kind: 'unit',
          id: 'network.networkd',
          title: 'Start systemd-networkd at boot, for the bridge alone',
          why: 'it gives guests their addresses and a way out; all other links stay as they are',
          units: [service],
          enabled: true,
        },
        {
          kind: 'unit',
          id: 'network.wait-online',
          title: 'Let no boot wait for systemd-networkd',
          why: 'enabled with it, it would wait two minutes for a link that counts, and there is none',
          units: ['systemd-networkd-wait-online.service'],
          enabled: false,
        },
      ];
