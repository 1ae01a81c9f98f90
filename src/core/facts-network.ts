import type { FirewallFacts } from './facts-firewall.ts';

export type NetworkManagerId = 'systemd-networkd' | 'NetworkManager' | 'netctl' | 'dhcpcd' | 'none';

export interface NetworkFacts extends Partial<NetworkdFacts> {
  /** Who really owns the uplink, with evidence; others that are enabled too. */
  readonly manager: NetworkManagerId;
  readonly evidence: readonly string[];
  readonly alsoEnabled: readonly NetworkManagerId[];
  /** Another one that configures the uplink too: the two would fight over it. */
  readonly contestedBy?: NetworkManagerId | undefined;
  /** Interface of the default route (the bridge itself when there is one): of IPv4's, or of IPv6's where IPv4 has none. */
  readonly uplink?: string | undefined;
  readonly gateway?: string | undefined;
  /** Of the foremost IPv6 default route, if it is over the uplink. Routers that announce themselves have link-local addresses: `fe80::1`. */
  readonly gateway6?: string | undefined;
  /** Of the default route by which the uplink was found; of several routes the one with the least metric is taken. Without NetworkManager's penalty. */
  readonly metric?: number | undefined;
  readonly links: readonly LinkFacts[];
  readonly nameservers: readonly string[];
  /** networkd: the .network file that configures the uplink (`networkctl status`), to copy its [Network] part. */
  readonly uplinkFile?: string | undefined;
  /** networkd: CLIENTID of the uplink's DHCP lease (/run/systemd/netif/leases/<ifindex>), hexadecimal, so that a bridge can keep it. */
  readonly dhcpClientId?: string | undefined;
  /** NetworkManager: the connection that is active on the uplink. */
  readonly profile?: ProfileFacts | undefined;
  /** The profiles of NetworkManager that the ports of the uplink have, where that is a bond. */
  readonly portProfiles?: readonly PortProfileFacts[] | undefined;
  /** netctl, where it is the manager: what of it has the uplink. */
  readonly netctl?: NetctlFacts | undefined;
  /** br_netfilter loaded: bridged frames go through iptables FORWARD. */
  readonly brNetfilter: boolean;
  /** The kernel forwards IPv4; undefined: it was not read. */
  readonly forwarding?: boolean | undefined;
  /** Links that systemd-networkd failed to configure, a bridge that it gave no DHCP server among them. None where there is no such. */
  readonly failedLinks?: readonly string[] | undefined;
  /** What the firewall does with forwarded packets that no rule speaks of (iptables -S FORWARD); Docker sets DROP. */
  readonly forwardPolicy?: 'ACCEPT' | 'DROP' | undefined;
  /** What gives links with the uplink's MAC address a name; undefined: nothing does. */
  readonly renaming?: readonly RenamingFacts[] | undefined;
  /** What the firewall says about interfaces; undefined: nothing that a bridge would change. */
  readonly firewall?: FirewallFacts | undefined;
  /** Name of the AUR's git host could be resolved; undefined: not tried. */
  readonly online?: boolean | undefined;
}

/** What systemd-networkd has for the uplink beside its .network file, where it is the manager or runs beside netctl. */
export interface NetworkdFacts {
  /** Names of all `.network` files in its folders: of those that match a link, the first in lexical order has it. */
  readonly networkFiles: readonly string[];
  /** Drop-ins of the uplink's file, in whichever folder they lie. */
  readonly uplinkDropIns: readonly string[];
  /** Number of its DHCPv6 client on the uplink (IAID), so that a bridge can keep it; undefined: that client has not run. */
  readonly dhcp6Iaid?: number | undefined;
}

/** A file of systemd.link(5) or a rule of udev(7) that names links by their MAC address. */
export interface RenamingFacts {
  readonly path: string;
  /** The name that it gives. */
  readonly name: string;
  /** What else a link must be for it, by key: `Type`, `OriginalName`; `KERNEL`, `DRIVERS`. */
  readonly matches: Readonly<Record<string, string>>;
}

/** A connection profile of NetworkManager. */
export interface ProfileFacts {
  readonly uuid: string;
  /** Its keyfile: under /etc, or under /run for one that NetworkManager made up by itself. */
  readonly path: string;
  /** Text of the keyfile without secrets; undefined: only root may read it. */
  readonly text?: string | undefined;
}

/** A port of a bond under NetworkManager. */
export interface PortProfileFacts {
  readonly link: string;
  /** Undefined: it has none, or NetworkManager does not tell where it lies. */
  readonly profile?: ProfileFacts | undefined;
}

export interface NetctlFacts {
  /** The enabled profile of the uplink; undefined: there is none, or it is not known. */
  readonly profile?: NetctlProfileFacts | undefined;
  /** Names of further enabled profiles of the same interface. */
  readonly rivals: readonly string[];
  /** Units that start and stop profiles of the uplink by themselves: `netctl-ifplugd@enp3s0.service`. */
  readonly daemons: readonly string[];
}

/** A profile of netctl: a file of bash variables. */
export interface NetctlProfileFacts {
  /** Its name is the name of its file. */
  readonly name: string;
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** Undefined: it may hold a key. */
  readonly text?: string | undefined;
  /** The executable script of its interface, which overrides what the profile says: /etc/netctl/interfaces/<interface>. */
  readonly script?: string | undefined;
}

export interface LinkFacts {
  readonly name: string;
  readonly kind: 'ethernet' | 'wifi' | 'bridge' | 'vlan' | 'bond' | 'vif' | 'loopback' | 'other';
  readonly mac: string;
  readonly up: boolean;
  readonly carrier: boolean;
  /** The bridge or bond that it is a port of. */
  readonly master?: string | undefined;
  readonly addresses: readonly AddressFacts[];
}

export interface AddressFacts {
  /** With prefix length: `192.0.2.17/24`. */
  readonly address: string;
  readonly family: 4 | 6;
  /** Leased, or made up from what a router announced: it may change. */
  readonly dynamic: boolean;
  readonly scope: string;
  /** IPv6 privacy extensions: it will change soon. */
  readonly temporary?: true | undefined;
}
