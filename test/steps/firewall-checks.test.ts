import { describe, expect, it } from '@jest/globals';
import { networkStep } from '../../steps/host/network.ts';
import { closedBut, type Firewall, factsBehind, nftables } from '../facts/firewall-host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const found = async (firewall: Firewall, mode: 'bridge' | 'nat' | 'none' = 'bridge', host?: string) => {
  const facts = await factsBehind(firewall, host);
  return networkStep.check(facts, sampleAnswers({ network: { mode } })).find(({ id }) => id === 'network.firewall');
};

const ufw = (rules: string): Firewall => ({ files: { '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/ufw/user.rules': rules } });
const zone = (interfaces: string): Firewall => ({
  files: { '/etc/firewalld/zones/home.xml': `<zone>${interfaces}</zone>` },
  enabled: ['firewalld.service'],
});

describe('a firewall that lets people in by the name of the card', () => {
  it.each([
    ['nftables', nftables(closedBut('iifname "enp3s0" tcp dport 22 accept')), 'iifname { "enp3s0", "xenbr0" }'],
    ['ufw', ufw('-A ufw-user-input -i enp3s0 -p tcp --dport 22 -j ACCEPT\n'), 'ufw allow in on xenbr0'],
    ['firewalld', zone('<interface name="enp3s0"/>'), 'firewall-cmd --permanent --zone=home --add-interface=xenbr0'],
  ])('is refused, with the line and the remedy: %s', async (_what, firewall, remedy) => {
    for (const host of ['plain-uefi-systemd-boot', 'networkmanager-dhcp', 'netctl-dhcp']) {
      const check = await found(firewall, 'bridge', host);
      expect(check).toMatchObject({ state: 'fail', reason: expect.stringContaining('enp3s0'), hint: expect.stringContaining(remedy) });
    }
  });

  it.each([
    ['one rule for both', nftables(closedBut('iifname { "enp3s0", "xenbr0" } tcp dport 22 accept'))],
    ['a rule of its own', nftables(closedBut('iifname "enp3s0" accept\n\t\tiifname "xenbr*" accept'))],
    ['ufw', ufw('-A ufw-user-input -i enp3s0 -j ACCEPT\n-A ufw-user-input -i xenbr0 -j ACCEPT\n')],
    ['firewalld', zone('<interface name="enp3s0"/><interface name="xenbr0"/>')],
  ])('passes once it names the bridge too: %s', async (_what, firewall) => {
    expect(await found(firewall)).toMatchObject({ state: 'pass' });
  });

  it('is refused while one set of rules does not name the bridge: what is in force, or what a boot loads', async () => {
    const rules = 'iifname { enp3s0, xenbr0 } accept';
    const live = nftables(closedBut('iifname { "enp3s0", "xenbr0" } accept'));
    const both = (text: string): Firewall => ({
      ...live,
      files: { ...live.files, '/etc/nftables.conf': text },
      enabled: ['nftables.service'],
    });
    expect(await found(both(rules))).toMatchObject({ state: 'pass' });
    expect(await found(both('iifname enp3s0 accept'))).toMatchObject({
      state: 'fail',
      reason: expect.stringContaining('/etc/nftables.conf has'),
    });
  });

  it('is no matter where the uplink stays what it is', async () => {
    const firewall = nftables(closedBut('iifname "enp3s0" accept\n\t\tiifname "xenbr0" accept').replace('policy drop', 'policy accept'));
    for (const mode of ['nat', 'none'] as const) expect(await found(firewall, mode)).toBeUndefined();
  });
});
