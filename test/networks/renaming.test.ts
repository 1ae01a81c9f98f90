import { describe, expect, it } from '@jest/globals';
import { networkStep } from '../../steps/host/network.ts';
import { factsBehind } from '../facts/firewall-host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const mac = '6c:4b:90:1a:2f:73';
const link = (match: string, rest = 'Name=lan0') => ({ '/etc/systemd/network/10-lan.link': `[Match]\n${match}\n\n[Link]\n${rest}\n` });
const rule = (terms: string) => ({ '/etc/udev/rules.d/70-lan.rules': `# the card\n${terms}\n` });

async function checked(files: Readonly<Record<string, string>>, host = 'plain-uefi-systemd-boot', mode: 'bridge' | 'nat' = 'bridge') {
  const facts = await factsBehind({ files }, host);
  expect(facts.network.links.find(({ name }) => name === 'enp3s0')?.mac).toBe(mac);
  const answers = sampleAnswers({ network: { mode } });
  const check = networkStep.check(facts, answers).find(({ id }) => id === 'network');
  return { ...check, changes: networkStep.changes(facts, answers).length };
}

describe('what names every link with the MAC of the uplink', () => {
  it.each([
    ['a .link file', link(`MACAddress=${mac}`), 'PermanentMACAddress='],
    ['in other letters, with others', link('MACAddress=00-11-22-33-44-55 6C-4B-90-1A-2F-73'), 'PermanentMACAddress='],
    ['with a condition that a bridge meets', link(`MACAddress=${mac}\nOriginalName=*\nType=!wlan`), 'PermanentMACAddress='],
    [
      'of another folder',
      { '/run/systemd/network/10-lan.link': `[Match]\nMACAddress=${mac}\n[Link]\nName=lan0\n` },
      'PermanentMACAddress=',
    ],
    ['a rule of udev', rule(`SUBSYSTEM=="net", ACTION=="add", ATTR{address}=="${mac}", NAME="lan0"`), 'DRIVERS=="?*"'],
    ['a long rule of udev', rule(`SUBSYSTEM=="net", \\\n  ATTR{address}=="${mac}", KERNEL=="*", NAME:="lan0"`), 'DRIVERS=="?*"'],
  ])('would name the bridge, so none is made: %s', async (_what, files, remedy) => {
    for (const host of ['plain-uefi-systemd-boot', 'networkmanager-dhcp', 'netctl-dhcp']) {
      const found = await checked(files, host);
      expect(found).toMatchObject({ state: 'fail', reason: expect.stringContaining('so xenbr0 too'), changes: 0 });
      expect(found.hint).toContain(remedy);
    }
    expect(await checked(files, 'plain-uefi-systemd-boot', 'nat')).toMatchObject({ state: 'pass' });
  });

  it.each([
    ['the address that a card was made with', link(`PermanentMACAddress=${mac}`)],
    ...['Type=ether', 'Driver=r8169', 'Path=pci-*', 'Kind=!*', 'OriginalName=en* eth*', `PermanentMACAddress=${mac}`].map(
      (condition) => [condition, link(`MACAddress=${mac}\n${condition}`)] as const,
    ),
    ['no name', link(`MACAddress=${mac}`, 'WakeOnLan=magic')],
    ['another card', link('MACAddress=00:11:22:33:44:55')],
    ...['DRIVERS=="?*"', 'KERNEL=="eth*"', 'SUBSYSTEMS=="pci"'].map(
      (condition) => [condition, rule(`SUBSYSTEM=="net", ${condition}, ATTR{address}=="${mac}", NAME="lan0"`)] as const,
    ),
    ['a rule that names nothing', rule(`SUBSYSTEM=="net", ATTR{address}=="${mac}", ENV{MINE}="1"`)],
    ['a comment', rule(`# SUBSYSTEM=="net", ATTR{address}=="${mac}", NAME="lan0"`)],
  ])('leaves the bridge alone: %s', async (_what, files) => {
    expect(await checked(files)).toMatchObject({ state: 'pass' });
  });
});
