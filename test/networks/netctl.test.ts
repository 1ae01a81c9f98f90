import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../src/core/change.ts';
import type { Facts } from '../../src/core/facts.ts';
import type { NetctlProfileFacts } from '../../src/core/facts-network.ts';
import { networkBackends } from '../../src/networks/index.ts';
import { bridgeProfile, cannotMove } from '../../src/networks/netctl-profile.ts';
import { sampleAnswers, sampleFacts } from '../support/sample-facts.ts';

const answers = sampleAnswers();
const dhcp = "Description='A basic dhcp ethernet connection'\nInterface=enp3s0\nConnection=ethernet\nIP=dhcp\n#DHCPClient=dhcpcd\n";
const office = `# The rack in the cellar.
Connection=ethernet
Interface='enp3s0'
IP=static
Address=('192.0.2.17/24' # the first
         '192.0.2.18/24')
Gateway='192.0.2.1'
DNS=('192.0.2.1')
IP6=static
Address6=('2001:db8::17/64')`;

const head = '# Written by archxen; `archxen rollback` takes it away.\n';
const profileOf = (text: string, name = 'home') =>
  bridgeProfile({ bridge: 'xenbr0', uplink: 'enp3s0', mac: '52:54:00:12:34:56', own: { name, text } });

describe('the profile of the bridge', () => {
  it('is the own one of the card, and only what makes it a bridge is another thing', () => {
    expect(profileOf(dhcp)).toBe(
      `${head}Description='Bridge xenbr0 over enp3s0'\nInterface=xenbr0\nConnection=bridge\nIP=dhcp\n#DHCPClient=dhcpcd\n` +
        "BindsToInterfaces=(enp3s0)\nMACAddress='52:54:00:12:34:56'\nSkipForwardingDelay=yes\nAfter=(home)\n",
    );
  });

  it('keeps addresses, comments and arrays byte for byte, and waits for the carrier with IPv6', () => {
    const text = profileOf(office, 'the office');
    const [, kept] = /Interface=xenbr0\n(.*?)\nBindsToInterfaces/s.exec(text) ?? [];
    expect(office.endsWith(`\n${kept}`)).toBe(true);
    expect(kept).toContain("('192.0.2.17/24' # the first\n         '192.0.2.18/24')");
    expect(text.startsWith(`${head}# The rack in the cellar.\nConnection=bridge\n`)).toBe(true);
    expect(text.endsWith('SkipForwardingDelay=yes\nAfter=("the office")\nTimeoutDAD=15\n')).toBe(true);
  });

  it('sets anew what is there already, each once, and leaves a time for IPv6 of the own', () => {
    const more = "BindsToInterfaces='enp3s0'\nMACAddress=aa:bb:cc:dd:ee:ff\nIP6=stateless\nTimeoutDAD=6\n";
    const text = profileOf(`${dhcp}${more}`);
    expect(text.match(/^BindsToInterfaces=.*$/gm)).toEqual(['BindsToInterfaces=(enp3s0)']);
    expect(text.match(/^MACAddress=.*$/gm)).toEqual(["MACAddress='52:54:00:12:34:56'"]);
    expect(text.match(/^TimeoutDAD=.*$/gm)).toEqual(['TimeoutDAD=6']);
  });

  it('changes the assignment that counts', () => {
    expect(profileOf('Interface=enp9s0\nInterface=enp3s0\nConnection=ethernet\n')).toContain('Interface=enp9s0\nInterface=xenbr0\n');
  });

  it.each(['', 'IP6=\n', 'IP6=no\n'])('asks for no time where there is no IPv6: %j', (line) => {
    expect(profileOf(dhcp + line)).not.toContain('TimeoutDAD');
  });
});

describe('a profile that cannot move', () => {
  it.each([
    ['Connection=tunnel', 'it is of the type tunnel'],
    ['Auth8021X=yes', 'it logs in to the switch (Auth8021X)'],
    ['Auth8021X=On', 'it logs in to the switch (Auth8021X)'],
    ['ForceConnect=1', 'it takes the card whatever its state (ForceConnect)'],
    ["ExecUpPost='/usr/bin/true'", 'it runs a command when the card is up (ExecUpPost)'],
    ["ExecDownPre='/usr/bin/true'", 'it runs a command before the card goes down (ExecDownPre)'],
    ["After=('vpn')", 'it has to start after another profile (After)'],
    ["LinkOptions='mtu 9000'", 'it has LinkOptions, which mean another thing for a bridge'],
    ['BindsToInterfaces=(enp3s0 enp4s0)', 'it is bound to other interfaces (enp3s0 enp4s0)'],
    ["IPCustom=('link set dev enp3s0 mtu 9000')", 'its IPCustom names enp3s0'],
    ["DhcpcdOptions='--nohook resolv.conf -i enp3s0'", 'its DhcpcdOptions names enp3s0'],
    ['. /etc/netctl/common', 'it has a line that only bash can tell the meaning of: . /etc/netctl/common'],
    ['Address="$(cat /etc/address)"', 'it has a line that only bash can tell the meaning of: Address="$(cat /etc/address)"'],
  ])('%s', (line, reason) => {
    expect(cannotMove(`${dhcp}${line}\n`, 'enp3s0')).toBe(reason);
  });

  it.each([
    'Auth8021X=no',
    "ExecUpPost=''",
    'After=()',
    'BindsToInterfaces=(enp3s0)',
    "IPCustom=('rule add from 192.0.2.17 table enp3s01')",
    "Description='the card enp3s0'",
    'DHCPClient=dhclient',
  ])('but with %s it can', (line) => {
    expect(cannotMove(`${dhcp}${line}\n`, 'enp3s0')).toBeUndefined();
  });

  it('says that no type is given', () => {
    expect(cannotMove('Interface=enp3s0\n', 'enp3s0')).toBe('it is of the type that is not said (Connection)');
  });
});

const home: NetctlProfileFacts = { name: 'ethernet-dhcp', path: '/etc/netctl/ethernet-dhcp', mode: 0o644, text: dhcp };
const netctlFacts = (profile: Partial<NetctlProfileFacts> | undefined, more: Partial<Facts['network']> = {}): Facts =>
  sampleFacts({
    network: {
      manager: 'netctl',
      netctl: { profile: profile && { ...home, ...profile }, rivals: [], daemons: [] },
      ...more,
    },
  });

const planOf = (facts: Facts): readonly Change[] => {
  const made = networkBackends.netctl.bridge(facts, answers);
  if ('refused' in made) throw new Error(made.refused);
  return made;
};

describe('the plan under netctl', () => {
  const changes = planOf(netctlFacts({}));

  it('writes the profile, tries it, enables it and disables the own one, in this order', () => {
    expect(changes.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
      'file network.archxen-xenbr0',
      'network network.trial',
      'file network.conflict.archxen-xenbr0',
      'command network.enable',
      'command network.disable',
    ]);
    expect(changes[0]).toMatchObject({ path: '/etc/netctl/archxen-xenbr0', mode: 0o644, content: { text: profileOf(dhcp, home.name) } });
  });

  it('takes the own profile back whatever was reached, and needs no file for it that is gone by then', () => {
    expect(changes[1]).toMatchObject({
      files: [],
      reload: [],
      up: [
        ['netctl', 'stop', 'ethernet-dhcp'],
        ['netctl', 'start', 'archxen-xenbr0'],
      ],
      down: [
        ['netctl', 'stop', 'archxen-xenbr0'],
        ['ip', 'link', 'del', 'xenbr0'],
        ['netctl', 'stop', 'ethernet-dhcp'],
        ['ip', 'link', 'set', 'dev', 'enp3s0', 'promisc', 'off', 'down'],
        ['netctl', 'start', 'ethernet-dhcp'],
      ],
      expect: { bridge: 'xenbr0', port: 'enp3s0', addresses: ['192.0.2.17/24'], gateway: '192.0.2.1' },
    });
  });

  it('backs up what enabling writes, by the names that systemd gives the units', () => {
    const system = '/etc/systemd/system';
    // Of two units of one boot, the one with Conflicts= is started.
    expect(changes[2]).toMatchObject({
      path: '/etc/systemd/system/netctl@archxen\\x2dxenbr0.service.d/archxen.conf',
      content: { text: expect.stringContaining('[Unit]\nConflicts=netctl@ethernet\\x2ddhcp.service\n') },
    });
    expect(changes[3]).toMatchObject({
      argv: ['netctl', 'reenable', 'archxen-xenbr0'],
      undo: ['netctl', 'disable', 'archxen-xenbr0'],
      writes: [
        `${system}/multi-user.target.wants/netctl@archxen\\x2dxenbr0.service`,
        `${system}/netctl@archxen\\x2dxenbr0.service.d/profile.conf`,
      ],
      readBack: { contains: 'After=netctl@ethernet\\x2ddhcp.service\n' },
    });
    expect(changes[4]).toMatchObject({
      argv: ['netctl', 'disable', 'ethernet-dhcp'],
      undo: ['netctl', 'reenable', 'ethernet-dhcp'],
      removes: `${system}/multi-user.target.wants/netctl@ethernet\\x2ddhcp.service`,
    });
  });

  it('gives the profile no more readers than the own one has', () => {
    expect(planOf(netctlFacts({ mode: 0o600 }))[0]).toMatchObject({ mode: 0o600 });
    expect(planOf(netctlFacts({ mode: 0o755 }))[0]).toMatchObject({ mode: 0o644 });
  });

  it('writes no profile that is there already', () => {
    const file = { type: 'file' as const, size: 1, mode: 0o644, uid: 0, gid: 0, text: profileOf(dhcp, home.name) };
    const facts = { ...netctlFacts({}), files: { '/etc/netctl/archxen-xenbr0': file } };
    expect(planOf(facts).map(({ kind }) => kind)).toEqual(['network', 'file', 'command', 'command']);
  });
});

describe('a host under netctl that is left alone', () => {
  const units = { 'netctl.service': { load: 'loaded', enabled: 'enabled', active: 'active' } };
  it.each([
    ['no enabled profile', netctlFacts(undefined), 'no enabled profile of netctl is about enp3s0'],
    ['a key', netctlFacts({ text: undefined }), '/etc/netctl/ethernet-dhcp may hold a key, so it is not read'],
    [
      'a script of the card',
      netctlFacts({ script: '/etc/netctl/interfaces/enp3s0' }),
      '/etc/netctl/interfaces/enp3s0 changes what /etc/netctl/ethernet-dhcp says',
    ],
    [
      'two profiles',
      netctlFacts({}, { netctl: { profile: home, rivals: ['work'], daemons: [] } }),
      'the profiles ethernet-dhcp and work of netctl are both enabled for enp3s0',
    ],
    [
      'ifplugd',
      netctlFacts({}, { netctl: { rivals: [], daemons: ['netctl-ifplugd@enp3s0.service'] } }),
      'netctl-ifplugd@enp3s0.service starts and stops the profiles of enp3s0 by itself',
    ],
    ['what ran before a reboot', { ...netctlFacts({}), units }, 'netctl.service is enabled, which starts what ran before a reboot'],
    [
      'a tunnel',
      netctlFacts({ text: 'Connection=tunnel\nInterface=enp3s0\n' }),
      '/etc/netctl/ethernet-dhcp cannot be moved to a bridge: it is of the type tunnel',
    ],
  ])('%s', (_what, facts, refused) => {
    expect(networkBackends.netctl.bridge(facts, answers)).toEqual({ refused, hint: expect.stringContaining('/etc/netctl/xenbr0') });
  });
});

describe('an uplink that netctl makes itself', () => {
  const vlan = "Connection=vlan\nInterface=enp3s0.7\nBindsToInterfaces=('enp3s0')\nVLANID=7\nIP=dhcp\nHostname='nas'\nDNS=('192.0.2.1')\n";
  const bond =
    "Connection=bond\nInterface=bond0\nBindsToInterfaces=(enp3s0 enp4s0)\nMode=active-backup\nLinkOptions='miimon 100'\nIP=dhcp\n";
  const stacked = (name: string, kind: 'vlan' | 'bond', text: string): readonly Change[] => {
    const [card] = sampleFacts().network.links.filter((link) => link.name === 'enp3s0');
    if (card === undefined) throw new Error('no card');
    const facts = netctlFacts({ name: 'office', path: '/etc/netctl/office', text }, { uplink: name, links: [{ ...card, name, kind }] });
    const made = networkBackends.netctl.bridge(facts, sampleAnswers({ network: { uplink: name } }));
    if ('refused' in made) throw new Error(made.refused);
    return made;
  };
  const textsOf = (changes: readonly Change[]): readonly string[] =>
    changes.flatMap((change) =>
      change.kind === 'file' && change.content !== null && 'text' in change.content ? [change.content.text] : [],
    );

  it('goes on as the port: what makes the VLAN, without addresses, resolver and name', () => {
    const [port, bridge] = textsOf(stacked('enp3s0.7', 'vlan', vlan));
    expect(port).toBe(
      `${head}Connection=vlan\nInterface=enp3s0.7\nBindsToInterfaces=('enp3s0')\nVLANID=7\nIP=no\nIP6=no\nAfter=(office)\n`,
    );
    expect(bridge).toContain("IP=dhcp\nHostname='nas'\nDNS=('192.0.2.1')\n");
    expect(bridge).toContain('BindsToInterfaces=(enp3s0.7)\n');
    expect(bridge).toContain('After=(office archxen-port)\n');
  });

  it('is made before the bridge, on trial and at boot, and is gone before the own profile makes it again', () => {
    const changes = stacked('enp3s0.7', 'vlan', vlan);
    expect(changes.map(({ id }) => id)).toEqual([
      ...['network.archxen-port', 'network.archxen-xenbr0', 'network.trial'],
      ...['network.conflict.archxen-port', 'network.conflict.archxen-xenbr0'],
      ...['network.enable-port', 'network.enable', 'network.disable'],
    ]);
    expect(changes[2]).toMatchObject({
      up: [
        ['netctl', 'stop', 'office'],
        ['netctl', 'start', 'archxen-port'],
        ['netctl', 'start', 'archxen-xenbr0'],
      ],
      down: [
        ['netctl', 'stop', 'archxen-xenbr0'],
        ['ip', 'link', 'del', 'xenbr0'],
        ['netctl', 'stop', 'archxen-port'],
        ['netctl', 'stop', 'office'],
        ['ip', 'link', 'del', 'enp3s0.7'],
        ['netctl', 'start', 'office'],
      ],
      expect: { bridge: 'xenbr0', port: 'enp3s0.7' },
    });
    expect(changes[5]).toMatchObject({ readBack: { contains: 'After=netctl@office.service\n' } });
    expect(changes[6]).toMatchObject({ readBack: { contains: 'After=netctl@archxen\\x2dport.service\n' } });
  });

  it('keeps the options of a bond with it', () => {
    const [port, bridge] = textsOf(stacked('bond0', 'bond', bond));
    expect(port).toContain("BindsToInterfaces=(enp3s0 enp4s0)\nMode=active-backup\nLinkOptions='miimon 100'\nIP=no\n");
    expect(bridge).toContain('BindsToInterfaces=(bond0)\n');
    expect(bridge).toContain("LinkOptions=''\n");
  });
});
