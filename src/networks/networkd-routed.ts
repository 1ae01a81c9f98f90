import type { NetworkBackend } from './backend.ts';
import { guestInterfaces } from './networkd-files.ts';
import { prefixFor } from './networkd-order.ts';
import { lastingFiles, volatileFiles } from './networkd-places.ts';
import { routedTrial, takenName } from './routed.ts';

/** A bridge of its own under systemd-networkd: its DHCP server names the host's name servers, and masquerading is its nftables. */
export const networkdRouted: NetworkBackend['routed'] = (facts, answers) => {
  const { bridge, subnet } = answers.network;
  const taken = takenName(facts, answers);
  if (taken !== undefined) return taken === 'done' ? [] : taken;
  const prefix = prefixFor(facts, bridge);
  if (typeof prefix !== 'string') return prefix;
  const head = '# Written by archxen; `archxen rollback` takes it away.\n';
  const files = [
    { name: `${prefix}-${bridge}.netdev`, text: `${head}[NetDev]\nName=${bridge}\nKind=bridge\n\n[Bridge]\nSTP=no\nForwardDelaySec=0\n` },
    {
      name: `${prefix}-${bridge}.network`,
      text:
        `${head}[Match]\nName=${bridge}\n\n[Link]\nRequiredForOnline=no\n\n[Network]\nAddress=${subnet}\n` +
        // A bridge has a carrier only while a guest runs.
        'ConfigureWithoutCarrier=yes\nLinkLocalAddressing=no\nIPv6AcceptRA=no\nDHCPServer=yes\nIPMasquerade=ipv4\n',
    },
    guestInterfaces(prefix),
  ];
  const change = routedTrial(answers, {
    manager: 'systemd-networkd',
    files: volatileFiles(files),
    reload: [['networkctl', 'reload']],
    up: [],
    down: [['ip', 'link', 'del', bridge]],
  });
  return [change, ...lastingFiles(facts, files)];
};
