import { type Section, sections, sectionsText, values } from './network-file.ts';
import { bridgeLink, cannotCarry, movedSections, portLink, portSections } from './networkd-card.ts';
import { type DhcpIdentity, withIdentity } from './networkd-identity.ts';

/** Keys of [Network] that stack another link on the uplink. */
const stacked = ['Bond', 'Bridge', 'VRF', 'IPVLAN', 'IPVTAP', 'MACVLAN', 'MACVTAP', 'MACsec', 'Tunnel', 'VXLAN', 'Xfrm', 'BatmanAdvanced'];

/** What is needed to make the files of a bridge. */
export interface BridgeParts extends DhcpIdentity {
  readonly bridge: string;
  readonly uplink: string;
  readonly mac: string;
  /** Text of the uplink's own .network file. */
  readonly uplinkText: string;
  /** `10-archxen`: the first part of the names, chosen so that they sort before all other files. */
  readonly prefix: string;
}

export interface NetworkFile {
  /** Of systemd's folders; without it `network`. */
  readonly folder?: 'networkd.conf.d';
  readonly name: string;
  readonly text: string;
}

/** What each file of archxen's begins with. */
export const head = '# Written by archxen; `archxen rollback` takes it away.';

/** Names of the bridge's files under a prefix: device, bridge, port, and the guests' interfaces. */
export const fileNames = (prefix: string, bridge: string): readonly [string, string, string, string] => [
  `${prefix}-${bridge}.netdev`,
  `${prefix}-${bridge}.network`,
  `${prefix}-port.network`,
  `${prefix}-vif.network`,
];

/**
 * The bridge's files. networkd takes the first file in lexical order that matches a link, so the prefix decides.
 * The bridge gets the card's MAC (a generated one would lose DHCP reservations) and the settings of the host's traffic, verbatim;
 * those of the card as a device stay with it.
 */
export function bridgeFiles(parts: BridgeParts): readonly NetworkFile[] {
  const { bridge, uplink, mac, prefix } = parts;
  const [netdev, network, port, vif] = fileNames(prefix, bridge);
  const own = sections(parts.uplinkText);
  return [
    {
      name: netdev,
      // Without STP and forward delay: else each new port is silent for 15 to 30 seconds, longer than DHCP's patience.
      text: lines(head, '[NetDev]', `Name=${bridge}`, 'Kind=bridge', `MACAddress=${mac}`, '', '[Bridge]', 'STP=no', 'ForwardDelaySec=0'),
    },
    {
      name: network,
      text: `${lines(head, '[Match]', `Name=${bridge}`, ...linkSection(bridgeLink(own)), '')}${sectionsText(withIdentity(own, movedSections(own).map(withoutVlans), parts))}`,
    },
    {
      name: port,
      text: lines(
        head,
        '[Match]',
        `Name=${uplink}`,
        ...linkSection(portLink(own)),
        '',
        '[Network]',
        `Bridge=${bridge}`,
        'LinkLocalAddressing=no',
        'IPv6AcceptRA=no',
        // VLANs stay on the card: the kernel takes their frames before the bridge does.
        ...values(own, ['Network'], 'VLAN').map((name) => `VLAN=${name}`),
        ...portSections(own).flatMap(({ lines }) => ['', ...lines]),
      ),
    },
    { ...guestInterfaces(prefix), name: vif },
  ];
}

const linkSection = (settings: readonly string[]): readonly string[] => (settings.length === 0 ? [] : ['', '[Link]', ...settings]);

/** Files that match everything (`Name=*`, `Type=ether`) would start DHCP on the guests' interfaces. */
export const guestInterfaces = (prefix: string): NetworkFile => ({
  name: `${prefix}-vif.network`,
  text: lines(head, '[Match]', 'Name=vif*', '', '[Link]', 'Unmanaged=yes'),
});

/** Why these settings cannot move to a bridge; undefined: they can. */
export function cannotMove(uplinkText: string): string | undefined {
  const own = sections(uplinkText);
  if (!own.some(({ name }) => name === 'Network')) return 'it has no [Network] section to copy';
  const useless = cannotCarry(own);
  if (useless !== undefined) return useless;
  const key = stacked.find((each) => values(own, ['Network'], each).length > 0);
  return key === undefined ? undefined : `it stacks another link on the uplink (${key}=)`;
}

const withoutVlans = (section: Section): Section =>
  section.name === 'Network' ? { ...section, lines: section.lines.filter((line) => !/^\s*VLAN\s*=/.test(line)) } : section;

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;
