import type { Change } from '../core/change.ts';
import type { Facts } from '../core/facts.ts';
import type { Chosen, NetworkBackend, Refused } from './backend.ts';
import { guestInterfaces, type NetworkFile } from './networkd-files.ts';
import { prefixFor } from './networkd-order.ts';
import { lastingFiles, volatileFiles } from './networkd-places.ts';
import { routedTrial, takenName } from './routed.ts';

/** A bridge of its own under systemd-networkd: its DHCP server names the host's name servers, and masquerading is its nftables. */
export const networkdRouted: NetworkBackend['routed'] = (facts, answers) =>
  whereFree(facts, answers, (prefix) => {
    const files = routedFiles(prefix, answers);
    const change = routedTrial(answers, {
      manager: 'systemd-networkd',
      files: volatileFiles(files),
      reload: [['networkctl', 'reload']],
      up: [],
      down: [['ip', 'link', 'del', answers.network.bridge]],
    });
    return [change, ...lastingFiles(facts, files)];
  });

/** The changes, with the prefix for their files; none where the bridge is there already. */
export function whereFree(
  facts: Facts,
  answers: Chosen,
  changes: (prefix: string) => readonly Change[] | Refused,
): readonly Change[] | Refused {
  const taken = takenName(facts, answers);
  if (taken !== undefined) return taken === 'done' ? [] : taken;
  const prefix = prefixFor(facts, answers.network.bridge);
  return typeof prefix === 'string' ? changes(prefix) : prefix;
}

/** `servers`: what guests are told to ask for names; none: those that networkd finds out. */
export function routedFiles(
  prefix: string,
  { network: { bridge, subnet } }: Chosen,
  servers: readonly string[] = [],
): readonly NetworkFile[] {
  const head = '# Written by archxen; `archxen rollback` takes it away.\n';
  return [
    { name: `${prefix}-${bridge}.netdev`, text: `${head}[NetDev]\nName=${bridge}\nKind=bridge\n\n[Bridge]\nSTP=no\nForwardDelaySec=0\n` },
    {
      name: `${prefix}-${bridge}.network`,
      text:
        `${head}[Match]\nName=${bridge}\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nAddress=${subnet}\n` +
        // A bridge has a carrier only while a guest runs.
        'ConfigureWithoutCarrier=yes\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nDHCPServer=yes\nIPMasquerade=ipv4\n' +
        (servers.length === 0 ? '' : `\n[DHCPServer]\nDNS=${servers.join(' ')}\n`),
    },
    guestInterfaces(prefix),
  ];
}
