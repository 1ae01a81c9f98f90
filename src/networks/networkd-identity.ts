import { type Section, values } from './network-file.ts';

/** What is known of the client that the uplink is to DHCP servers. */
export interface DhcpIdentity {
  /** CLIENTID of its DHCPv4 lease, hexadecimal. */
  readonly dhcpClientId?: string | undefined;
  /** IAID of its DHCPv6 client, as networkd tells it. */
  readonly dhcp6Iaid?: number | undefined;
}

/** Sections of DHCPv4: the second is its old name. */
const four = ['DHCPv4', 'DHCP'];

/**
 * The moved sections with the IAIDs pinned that the uplink has. networkd derives them from a card's persistent name, which a
 * bridge does not have: without pinning them DHCP servers see another client, and give it another address.
 */
export function withIdentity(own: readonly Section[], moved: readonly Section[], identity: DhcpIdentity): readonly Section[] {
  const six = says(own, ['DHCPv6'], 'IAID') ? undefined : iaidOfSix(own, identity);
  return withIaid(withIaid(moved, 'DHCPv4', leasedIaid(own, identity)), 'DHCPv6', six);
}

/** Is the DHCPv6 client on the bridge the one that the uplink was? */
export const keepsDhcp6 = (own: readonly Section[], identity: DhcpIdentity): boolean =>
  // One for DHCPv4 in the file holds for DHCPv6 too, where there is no other.
  says(own, [...four, 'DHCPv6'], 'IAID') || iaidOfSix(own, identity) !== undefined;

/** Any file makes it run: by DHCP=, by [DHCPv6] WithoutRA=, or by nothing but the M flag of a router's announcement. */
const iaidOfSix = (own: readonly Section[], identity: DhcpIdentity): number | undefined =>
  // networkd derives the one of DHCPv4 in the same way.
  identity.dhcp6Iaid ?? leasedIaid(own, identity);

/** The IAID inside the lease's client identifier, where the file lets networkd make it up and put it there. */
const leasedIaid = (own: readonly Section[], { dhcpClientId }: DhcpIdentity): number | undefined =>
  says(own, four, 'IAID') || values(own, four, 'ClientIdentifier').some((value) => value !== 'duid') ? undefined : iaidOf(dhcpClientId);

/** Of a client identifier of the form ff, IAID (4 bytes), DUID (RFC 4361). */
function iaidOf(clientId: string | undefined): number | undefined {
  const match = /^ff([0-9a-f]{8})[0-9a-f]{4,}$/i.exec(clientId ?? '');
  return match?.[1] === undefined ? undefined : Number.parseInt(match[1], 16);
}

const says = (own: readonly Section[], names: readonly string[], key: string): boolean => values(own, names, key).length > 0;

/** With one line more in the first section of that name, or in a new one. */
function withIaid(all: readonly Section[], name: string, iaid: number | undefined): readonly Section[] {
  if (iaid === undefined) return all;
  const line = `IAID=${iaid}`;
  const at = all.findIndex((section) => section.name === name);
  if (at < 0) return [...all, { name, lines: [`[${name}]`, line] }];
  return all.map((section, index) => (index === at ? { ...section, lines: [...section.lines, line] } : section));
}
