import { describe, expect, it } from '@jest/globals';
import { linesNaming, linksNamed } from '../../src/facts/firewall-rules.ts';
import { closedBut, type Firewall, factsBehind, nftables } from './firewall-host.ts';

describe('interfaces that rules name', () => {
  it.each([
    ['iifname { "enp3s0", "xenbr0" } accept', ['enp3s0', 'xenbr0']],
    ['iifname enp3s0 tcp dport 22 accept', ['enp3s0']],
    ['iifname vmap { "lo" : accept, "enp3s0" : accept }', ['enp3s0', 'lo']],
    ['define wan = {\n  enp3s0,\n  xenbr0\n}', ['enp3s0', 'xenbr0']],
    ['elements = { "enp3s0",\n "en*" }', ['en*', 'enp3s0']],
    ['-A INPUT -i enp3s0 ! -o eth+ -p tcp -j ACCEPT', ['enp3s0', 'eth+']],
    ['<interface name="enp3s0"/>', ['enp3s0']],
    ['iifname "lo" accept comment "about enp3s0"', ['lo']],
    ['tcp dport 22 log prefix "enp3s0" accept', []],
    ['# iifname enp3s0', []],
    ['-A INPUT -s 10.0.0.0/8 -m comment --comment "enp3s0" -j ACCEPT', []],
    ['-A INPUT -m comment --comment "for xenbr0" -i enp3s0 -j ACCEPT', ['enp3s0']],
  ])('%s', (rules, links) => {
    expect(linksNamed(rules)).toEqual(links);
  });

  it('are found by a pattern too, and not by a part of a word or by the name of a chain', () => {
    expect(linesNaming('iifname "en*" tcp dport 22 accept', 'enp3s0')).toEqual(['iifname "en*" tcp dport 22 accept']);
    expect(linesNaming('-A INPUT -i en+ -j ACCEPT', 'enp3s0')).toHaveLength(1);
    for (const rule of ['iifname "enp3s0.7" accept', 'iifname "wenp3s0" accept', 'iifname "lo" jump enp3s0'])
      expect(linesNaming(rule, 'enp3s0')).toEqual([]);
  });

  it('are no hooks of the card itself, which it keeps as a port', () => {
    const rules = 'type filter hook ingress device "enp3s0" priority filter; policy accept;\ndevices = { "enp3s0" }';
    expect(linesNaming(rules, 'enp3s0')).toEqual([]);
  });
});

describe('the firewall of a host', () => {
  const ssh = 'iifname "enp3s0" tcp dport 22 accept comment "for Alice, whose word is secret"';

  it('is told of where its rules in force name the uplink, without what people wrote', async () => {
    const { network } = await factsBehind(nftables(closedBut(ssh)));
    expect(network.firewall?.naming).toEqual([
      { by: 'nftables', where: 'nft list table inet filter', lines: ['iifname "enp3s0" tcp dport 22 accept'], links: ['enp3s0', 'lo'] },
    ]);
    expect(JSON.stringify(network)).not.toMatch(/Alice|another word/);
  });

  it("tells iptables' tables from others, as they are changed by another program", async () => {
    const rules = 'table ip nat {\n\tchain POSTROUTING {\n\t\toifname "enp3s0" counter masquerade\n\t}\n}\n';
    const { network } = await factsBehind(
      nftables(`# Warning: table ip nat is managed by iptables-nft, do not touch!\n${rules}${closedBut(ssh)}`),
    );
    expect(network.firewall?.naming.map(({ by, lines }) => [by, lines])).toEqual([
      ['iptables', ['oifname "enp3s0" counter masquerade']],
      ['nftables', ['iifname "enp3s0" tcp dport 22 accept']],
    ]);
  });

  it('is not told of where it names no interface and drops nothing, nor without one', async () => {
    const open = 'table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy accept;\n\t}\n}\n';
    expect((await factsBehind(nftables(open))).network.firewall).toBeUndefined();
    expect((await factsBehind({})).network.firewall).toBeUndefined();
  });

  it.each(['netdev guard', 'bridge guests', 'inet firewalld', 'ip libvirt_network'])('leaves out the table %s', async (table) => {
    const rules = closedBut(ssh).replace('inet filter', table);
    expect((await factsBehind(nftables(rules))).network.firewall?.naming ?? []).toEqual([]);
  });

  it('counts what a boot loads, and not what lies there', async () => {
    const files = {
      '/etc/nftables.conf': 'define wan = enp3s0\ntable inet f { chain i { iifname $wan accept; } }\n',
      '/etc/iptables/iptables.rules': '*filter\n-A INPUT -i enp3s0 -j ACCEPT\nCOMMIT\n',
    };
    expect((await factsBehind({ files })).network.firewall).toBeUndefined();
    const { network } = await factsBehind({ files, enabled: ['nftables.service', 'iptables.service'] });
    expect(network.firewall?.naming.map(({ by, where, lines }) => [by, where, lines])).toEqual([
      ['nftables', '/etc/nftables.conf', ['define wan = enp3s0']],
      ['iptables', '/etc/iptables/iptables.rules', ['-A INPUT -i enp3s0 -j ACCEPT']],
    ]);
  });

  it('counts rules of iptables from before nftables', async () => {
    const { network } = await factsBehind({
      files: { '/proc/net/ip_tables_names': 'filter\n' },
      commands: { 'iptables-save': '*filter\n:INPUT DROP [0:0]\n-A INPUT -i enp3s0 -j ACCEPT\nCOMMIT\n' },
    });
    expect(network.firewall?.naming).toMatchObject([{ by: 'iptables', where: 'iptables-save' }]);
  });

  it('counts the rules of ufw where it is on', async () => {
    const files = {
      '/etc/ufw/user.rules':
        '### tuple ### allow tcp 22 0.0.0.0/0 any 0.0.0.0/0 in_enp3s0\n-A ufw-user-input -i enp3s0 -p tcp --dport 22 -j ACCEPT\n',
    };
    const yes = { ...files, '/etc/ufw/ufw.conf': 'ENABLED=yes\n' };
    const enabled = ['ufw.service'];
    expect((await factsBehind({ files: { ...files, '/etc/ufw/ufw.conf': 'ENABLED=no\n' }, enabled })).network.firewall).toBeUndefined();
    // Nothing loads them.
    expect((await factsBehind({ files: yes })).network.firewall).toBeUndefined();
    expect((await factsBehind({ files: yes, enabled })).network.firewall?.naming).toEqual([
      { by: 'ufw', where: '/etc/ufw/user.rules', lines: ['-A ufw-user-input -i enp3s0 -p tcp --dport 22 -j ACCEPT'], links: ['enp3s0'] },
    ]);
  });

  it('counts the zone of firewalld that the uplink is bound to', async () => {
    const files = { '/etc/firewalld/zones/work.xml': '<zone>\n  <short>enp3s0</short>\n  <interface name="enp3s0"/>\n</zone>\n' };
    expect((await factsBehind({ files })).network.firewall).toBeUndefined();
    expect((await factsBehind({ files, enabled: ['firewalld.service'] })).network.firewall?.naming).toEqual([
      { by: 'firewalld', zone: 'work', where: '/etc/firewalld/zones/work.xml', lines: ['<interface name="enp3s0"/>'], links: ['enp3s0'] },
    ]);
  });
});

describe('chains that are closed', () => {
  const closedOf = async (ruleset: string, more: Firewall = {}) => {
    const rules = nftables(ruleset);
    const { network } = await factsBehind({ ...more, ...rules, files: { ...more.files, ...rules.files } });
    return network.firewall?.closed.map(({ by, hook, where }) => [by, hook, where]) ?? [];
  };
  const chain = (name: string, head: string, ...rules: readonly string[]) =>
    `\tchain ${name} {\n\t\ttype filter hook ${head}\n${rules.map((rule) => `\t\t${rule}\n`).join('')}\t}\n`;
  const table = (name: string, ...chains: readonly string[]) => `table ${name} {\n${chains.join('\n')}}\n`;

  it('are those whose policy is drop, and those whose last rule takes all that is left', async () => {
    expect(await closedOf(closedBut('accept'))).toEqual([
      ['nftables', 'input', 'table inet filter, chain input'],
      ['nftables', 'forward', 'table inet filter, chain forward'],
    ]);
    const open = 'input priority filter; policy accept;';
    for (const last of ['drop', 'counter drop', 'reject with icmpx admin-prohibited', 'log prefix "no: " drop'])
      expect(await closedOf(table('inet f', chain('in', open, 'tcp dport 22 accept', last)))).toEqual([
        ['nftables', 'input', 'table inet f, chain in'],
      ]);
    for (const last of ['accept', 'tcp dport 23 drop', 'ct state invalid drop', 'jump rest'])
      expect(await closedOf(table('inet f', chain('in', open, last)))).toEqual([]);
  });

  it('are not those of other hooks, nor of IPv6, which routed guests do not have', async () => {
    expect(await closedOf(table('inet f', chain('out', 'output priority filter; policy drop;')))).toEqual([]);
    expect(await closedOf(table('ip6 f', chain('in', 'input priority filter; policy drop;')))).toEqual([]);
  });

  it("are firewalld's, ufw's or iptables' by their names", async () => {
    const forward = 'forward priority filter; policy drop;';
    const filter = table('ip filter', chain('FORWARD', forward));
    expect(await closedOf(table('inet firewalld', chain('filter_FORWARD', forward)))).toMatchObject([
      ['firewalld', 'forward', expect.anything()],
    ]);
    // As nft prints a table that firewalld owns (NftablesTableOwner).
    const owned = table('inet firewalld', '\tflags owner,persist\n', chain('filter_FORWARD', forward)).replace(
      '{',
      '{ # progname firewalld',
    );
    expect(await closedOf(owned)).toMatchObject([['firewalld', 'forward', 'table inet firewalld, chain filter_FORWARD']]);
    expect(await closedOf(filter)).toEqual([['iptables', 'forward', 'table ip filter, chain FORWARD']]);
    const ufw = { files: { '/etc/ufw/ufw.conf': 'ENABLED=yes\n', '/etc/ufw/user.rules': '*filter\n' }, enabled: ['ufw.service'] };
    expect(await closedOf(filter, ufw)).toMatchObject([['ufw', 'forward', expect.anything()]]);
  });

  it('are found in iptables from before nftables too', async () => {
    const save =
      '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD DROP [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -j REJECT --reject-with icmp-port-unreachable\nCOMMIT\n';
    const { network } = await factsBehind({
      files: { '/proc/net/ip_tables_names': 'filter\n' },
      commands: { 'iptables-legacy-save': save },
    });
    expect(network.firewall?.closed).toEqual([
      { by: 'iptables', hook: 'input', where: 'iptables, chain INPUT', links: ['lo'] },
      { by: 'iptables', hook: 'forward', where: 'iptables, chain FORWARD', links: ['lo'] },
    ]);
  });
});
