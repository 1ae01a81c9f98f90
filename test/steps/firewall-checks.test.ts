import { describe, expect, it } from '@jest/globals';
import { networkStep } from '../../steps/host/network.ts';
import { cannotBridge, networkDefaults } from '../../steps/host/network-defaults.ts';
import { closedBut, type Firewall, factsBehind, nftables } from '../facts/firewall-host.ts';
import { sampleAnswers } from '../support/sample-facts.ts';

const found = async (firewall: Firewall, mode: 'bridge' | 'nat' | 'none' = 'bridge', host?: string) => {
  const facts = await factsBehind(firewall, host);
  return networkStep.check(facts, sampleAnswers({ network: { mode } })).find(({ id }) => id === 'network.firewall');
};

const ufw = (rules: string): Firewall => ({
  files: { '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/ufw/user.rules': rules },
  enabled: ['ufw.service'],
});
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

  it('keeps nobody from the questions: proposed is to leave the network as it is', async () => {
    const facts = await factsBehind(nftables(closedBut('iifname "enp3s0" accept')));
    expect(networkDefaults(facts).mode).toBe('none');
    expect(cannotBridge(facts, networkDefaults(facts))).toBe(
      'nft list table inet filter names enp3s0, and not xenbr0: give that the same rules first',
    );
    expect(networkDefaults(await factsBehind(nftables(closedBut('iifname { "enp3s0", "xenbr0" } accept')))).mode).toBe('bridge');
  });

  it('is only told of where its rules give an address to what goes out, as of a VPN', async () => {
    const nat = (rule: string): Firewall => nftables(`table ip nat {\n\tchain POSTROUTING {\n\t\t${rule}\n\t}\n}\n`);
    for (const rule of ['oifname "enp3s0" counter masquerade', 'ip saddr 10.8.0.0/24 oifname "enp3s0" snat to 192.0.2.9'])
      expect(await found(nat(rule))).toMatchObject({ state: 'warn', hint: expect.stringContaining('the same rules for xenbr0') });
    expect(await found(nat('oifname { "enp3s0", "xenbr0" } masquerade'))).toMatchObject({ state: 'pass' });
    expect(networkDefaults(await factsBehind(nat('oifname "enp3s0" counter masquerade'))).mode).toBe('bridge');
    for (const rule of ['oifname != "enp3s0" masquerade', 'iifname "enp3s0" oifname "wg0" masquerade\n\t\tiifname "enp3s0" accept'])
      expect(await found(nat(rule))).toMatchObject({ state: 'fail' });
  });

  it('is refused while the bridge is named in another table only', async () => {
    const guests = 'table ip guests {\n\tchain out {\n\t\tiifname "xenbr0" masquerade\n\t}\n}\n';
    const { commands = {}, ...rest } = nftables(closedBut('iifname "enp3s0" accept'));
    const both = { ...rest, commands: { 'nft -s list ruleset': `${commands['nft -s list ruleset']}${guests}` } };
    expect(await found(both)).toMatchObject({ state: 'fail', reason: expect.stringContaining('nft list table inet filter has') });
  });

  it('is no matter where the uplink stays what it is', async () => {
    const firewall = nftables(closedBut('iifname "enp3s0" accept\n\t\tiifname "xenbr0" accept').replace('policy drop', 'policy accept'));
    for (const mode of ['nat', 'none'] as const) expect(await found(firewall, mode)).toBeUndefined();
  });
});

describe('routed guests behind a firewall that drops what it does not know', () => {
  const closed = nftables(closedBut('tcp dport 22 accept'));
  const answers = sampleAnswers({ network: { mode: 'nat' } });
  const warning = async (firewall: Firewall, host?: string) =>
    networkStep.check(await factsBehind(firewall, host), answers).find(({ id }) => id === 'network.guest-firewall');

  it('are warned of, with the rules that they need', async () => {
    for (const host of ['plain-uefi-systemd-boot', 'networkmanager-wifi']) {
      expect(await warning(closed, host)).toMatchObject({
        state: 'warn',
        reason: expect.stringMatching(/chain input and .*chain forward drop .*67.* and nothing/),
        hint: expect.stringMatching(/iifname "xenbr0" udp dport \{ 53, 67 \} accept.*iifname "xenbr0" accept; oifname "xenbr0" ct state/),
      });
    }
    const only = closedBut('tcp dport 22 accept').replace('policy drop', 'policy accept');
    expect((await warning(nftables(only)))?.hint).not.toContain('67');
  });

  it('are not warned of where it names the bridge, lets all pass, or is none', async () => {
    expect(await warning(nftables(closedBut('iifname "xenbr0" accept')))).toBeUndefined();
    expect(await warning(nftables(closedBut('accept').replaceAll('policy drop', 'policy accept')))).toBeUndefined();
    expect(await warning({})).toBeUndefined();
  });

  it("need a zone of firewalld's, which NetworkManager sees to by itself", async () => {
    const firewalld = nftables(closedBut('tcp dport 22 accept').replace('inet filter', 'inet firewalld'));
    expect((await warning(firewalld))?.hint).toContain('firewall-cmd --permanent --zone=trusted --add-interface=xenbr0');
    expect(await warning(firewalld, 'networkmanager-wifi')).toBeUndefined();
  });

  it('are told of once where Docker closed the way', async () => {
    const rules = 'table ip filter {\n\tchain FORWARD {\n\t\ttype filter hook forward priority filter; policy drop;\n\t}\n}\n';
    const facts = await factsBehind(nftables(rules));
    const network = { ...facts.network, brNetfilter: true, forwardPolicy: 'DROP' as const };
    const warned = (of: typeof network) =>
      networkStep
        .check({ ...facts, network: of }, answers)
        .flatMap(({ id, state }) => (state === 'warn' && id.startsWith('network.') ? [id] : []));
    expect(warned(network)).toEqual(['network.netfilter']);
    expect(warned(facts.network as typeof network)).toEqual(['network.guest-firewall']);
  });

  it('are warned of by the verdict too', async () => {
    const facts = await factsBehind(closed);
    const [card] = facts.network.links.filter(({ name }) => name === 'enp3s0');
    const address = { address: answers.network.subnet, family: 4 as const, dynamic: false, scope: 'global' };
    if (card === undefined) throw new Error('no card');
    const bridge = { ...card, name: 'xenbr0', kind: 'bridge' as const, addresses: [address] };
    const network = { ...facts.network, forwarding: true, links: [...facts.network.links, bridge] };
    expect(networkStep.verify({ ...facts, network }, answers)).toMatchObject([
      { state: 'pass' },
      { id: 'network.guest-firewall', state: 'warn' },
    ]);
  });
});
