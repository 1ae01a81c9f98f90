import { describe, expect, it } from '@jest/globals';
import type { Facts } from '../../src/core/facts.ts';
import type { AddressFacts, NetworkFacts } from '../../src/core/facts-network.ts';
import { bridgeFiles } from '../../src/networks/networkd-files.ts';
import type { DhcpIdentity } from '../../src/networks/networkd-identity.ts';
import { networkStep } from '../../steps/host/network.ts';
import { sampleAnswers, sampleFacts, textFile, uplinkPath } from '../support/sample-facts.ts';

/** A file of the uplink with this in [Network], and what comes after. */
const fileWith = (network: string, more = ''): string => `[Match]\nName=en*\n\n[Network]\n${network}\n${more && `\n${more}\n`}`;

function bridgeOf(uplinkText: string, identity: DhcpIdentity): string {
  const parts = { bridge: 'xenbr0', uplink: 'enp3s0', mac: '52:54:00:12:34:56', prefix: '10-archxen' };
  const files = bridgeFiles({ ...parts, ...identity, uplinkText });
  return files.find(({ name }) => name === '10-archxen-xenbr0.network')?.text ?? '';
}

/** All that follows the settings of the file, which are there as they stand. */
function added(uplinkText: string, identity: DhcpIdentity): string {
  const own = uplinkText.slice(uplinkText.indexOf('[Network]'));
  const text = bridgeOf(uplinkText, identity);
  expect(text).toContain(own);
  return text.slice(text.indexOf(own) + own.length).trim();
}

// The first as systemd 252 wrote it: the same number in the lease and in DHCP6_CLIENT_IAID.
const lease = { dhcpClientId: 'ffff34f2d600020000ab110033bdebf95e192c' };
const iaid = 0xff34f2d6;
const byMac = { dhcpClientId: '01525400123456' };

describe('the DHCP client on the bridge', () => {
  it.each([['DHCP=yes'], ['DHCP=ipv4'], ['DHCP=ipv4\nIPv6AcceptRA=yes']])('is the one of the card, for both families: %j', (network) => {
    for (const identity of [lease, { ...lease, dhcp6Iaid: iaid }])
      expect(added(fileWith(network), identity)).toBe(`[DHCPv4]\nIAID=${iaid}\n\n[DHCPv6]\nIAID=${iaid}`);
  });

  it('adds to the sections that are there', () => {
    const text = fileWith('DHCP=yes', '[DHCPv4]\nRouteMetric=100\n\n[DHCPv6]\nWithoutRA=solicit');
    expect(bridgeOf(text, lease)).toContain(`[DHCPv4]\nRouteMetric=100\nIAID=${iaid}\n\n[DHCPv6]\nWithoutRA=solicit\nIAID=${iaid}\n`);
  });

  it.each([
    ['a client of DHCPv4 by its MAC', fileWith('DHCP=yes', '[DHCPv4]\nClientIdentifier=mac'), byMac],
    ['a static IPv4 address', fileWith('Address=192.0.2.17/24\nGateway=192.0.2.1'), {}],
    ['IPv6 alone', fileWith('DHCP=ipv6'), {}],
    ['a number of its own for DHCPv4', fileWith('DHCP=yes', '[DHCPv4]\nIAID=7'), { dhcpClientId: 'ff0000000700020000ab11' }],
  ])('keeps the number of DHCPv6 with %s', (_what, text, identity) => {
    expect(added(text, { ...identity, dhcp6Iaid: 0x1925665b })).toBe('[DHCPv6]\nIAID=421881435');
  });

  it.each([
    ['the file says who the client is', fileWith('DHCP=yes', '[DHCPv4]\nClientIdentifier=mac'), lease],
    ['the file leaves the number out of the client', fileWith('DHCP=yes', '[DHCPv4]\nClientIdentifier=duid-only'), lease],
    ['the file pins the numbers itself', fileWith('DHCP=yes', '[DHCPv4]\nIAID=7\n\n[DHCPv6]\nIAID=8'), { ...lease, dhcp6Iaid: 8 }],
    ['the file pins one for both', fileWith('DHCP=yes', '[DHCPv4]\nIAID=7'), { dhcpClientId: 'ff0000000700020000ab11' }],
    ['the client is known by its MAC', fileWith('DHCP=ipv4'), byMac],
    ['nothing was read', fileWith('DHCP=yes'), {}],
  ])('gets no number when %s', (_when, text, identity) => {
    expect(added(text, identity)).toBe('');
  });
});

describe('an address of DHCPv6 whose client is not known', () => {
  const leased: AddressFacts = { address: '2001:db8::19c/128', family: 6, dynamic: true, scope: 'global' };
  const made: AddressFacts = { address: '2001:db8::5054:ff:fe12:3456/64', family: 6, dynamic: true, scope: 'global' };
  const hostWith = (addresses: readonly AddressFacts[], text: string, network: Partial<NetworkFacts> = {}): Facts =>
    sampleFacts({
      files: { [uplinkPath]: textFile(text) },
      network: { links: sampleFacts().network.links.map((link) => ({ ...link, addresses })), ...network },
    });
  const warnings = (facts: Facts, answers = sampleAnswers()) =>
    networkStep.check(facts, answers).filter(({ id }) => id === 'network.dhcp6');
  const mac = fileWith('DHCP=yes', '[DHCPv4]\nClientIdentifier=mac');

  it('may change, which is said before', () => {
    expect(warnings(hostWith([made, leased], mac, byMac))).toMatchObject([
      {
        state: 'warn',
        detail: '2001:db8::19c/128 may change',
        reason: expect.stringContaining('xenbr0'),
        hint: expect.stringContaining('IAID='),
      },
    ]);
  });

  it.each([
    ['the number is known', hostWith([leased], mac, { ...byMac, dhcp6Iaid: iaid })],
    ['the lease of DHCPv4 tells it', hostWith([leased], fileWith('DHCP=yes'), lease)],
    ['the file tells it', hostWith([leased], `${mac}\n[DHCPv6]\nIAID=8\n`, byMac)],
    ['the file tells it for both families', hostWith([leased], fileWith('DHCP=yes', '[DHCPv4]\nIAID=8'))],
    ['there is none', hostWith([made], mac, byMac)],
    ['another manager has it', hostWith([leased], mac, { ...byMac, manager: 'netctl' })],
  ])('is not spoken of where %s', (_where, facts) => {
    expect(warnings(facts)).toEqual([]);
  });

  it('is not spoken of where the uplink stays as it is', () => {
    for (const mode of ['nat', 'none'] as const)
      expect(warnings(hostWith([leased], mac, byMac), sampleAnswers({ network: { mode } }))).toEqual([]);
  });
});
